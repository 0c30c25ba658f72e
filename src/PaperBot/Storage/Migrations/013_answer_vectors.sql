-- Vectors of stored questions and answers, by the model that made them; kept so that a start does not ask for them again.
create table answer_vector(
  model text not null,
  -- of the text that was embedded
  hash text not null,
  -- base64 of 32-bit floats, little endian, of length 1
  vector text not null,
  primary key(model, hash)
);
