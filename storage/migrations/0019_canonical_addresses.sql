-- Addresses have one canonical form: e-mail in lower case with A-labels, phones in E.164. The next
-- start computes the identities of records anew, and brings suppressions to the form of their channel.
INSERT OR IGNORE INTO rebuild (what) VALUES ('identities'), ('suppressions');
UPDATE send SET address = '+' || address WHERE channel = 'zns' AND address GLOB '[1-9]*';
