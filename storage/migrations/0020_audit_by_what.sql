-- The audit can be asked who changed what, and it is never cleared.
CREATE INDEX audit_by_target ON audit (target);
CREATE INDEX audit_by_who ON audit (who);
