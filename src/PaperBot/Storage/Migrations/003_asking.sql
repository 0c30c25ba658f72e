-- Answers that people wrote; they stand beside a paper's note and survive its next import.
create table human_answer(
  id text primary key,
  paper text not null,
  language text not null,
  question text not null,
  answer text not null,
  -- slack:U0123
  actor text not null,
  at bigint not null
);

-- What was asked and not answered, without who asked; kept only where the settings say so.
create table unanswered(
  id text primary key,
  -- as the first one typed it
  question text not null,
  language text not null,
  -- the paper that it was about, where that was clear
  paper text,
  times bigint not null,
  first_at bigint not null,
  last_at bigint not null,
  -- 'open', 'answered' or 'dismissed'
  state text not null,
  -- of human_answer, where it was answered
  answer text
);

create index unanswered_open on unanswered(last_at) where state = 'open';

-- Who wished to be told of an answer; gone once they were told.
create table unanswered_wish(
  unanswered text not null references unanswered(id),
  platform text not null,
  workspace text not null,
  person text not null,
  at bigint not null,
  primary key(unanswered, platform, workspace, person)
);

create table answer_rating(
  paper text not null,
  language text not null,
  question text not null,
  -- a hash: a second vote of the same person replaces the first, and nobody reads whose it was
  rater text not null,
  helpful bigint not null,
  at bigint not null,
  primary key(paper, language, question, rater)
);
