-- A wait that looks back asks for the events about one subject.
CREATE INDEX event_by_subject ON event (subject, type, at);
