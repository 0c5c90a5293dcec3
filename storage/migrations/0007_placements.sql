-- What is shown to whom, and where: a function of the states of open instances.
CREATE TABLE placement (
  subject TEXT NOT NULL,
  slot TEXT NOT NULL,
  instance INTEGER NOT NULL,
  step TEXT NOT NULL,
  begins INTEGER,
  ends INTEGER,
  PRIMARY KEY (subject, slot, instance, step)
) STRICT, WITHOUT ROWID;
