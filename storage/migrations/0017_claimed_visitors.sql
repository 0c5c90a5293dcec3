-- Links that somebody only claimed, by what they wrote into a form: the records of the visitor are
-- the customer's, and nothing else is until somebody who knows links the two.
ALTER TABLE alias ADD COLUMN claimed INTEGER NOT NULL DEFAULT 0;
