-- What was read of a paper last, and why nothing could be.
create table paper_text(
  paper text primary key references paper(paper),
  -- read, refused, missing
  state text not null,
  -- the version that the paper names, and the one that was read; empty where it is not known
  wanted text not null,
  version text not null,
  -- SHA-256 of the PDF
  hash text not null,
  -- which reader read it
  reader text not null,
  problem text not null,
  unreadable text not null,
  at bigint not null
);

create table paper_page(
  paper text not null references paper_text(paper),
  number bigint not null,
  characters bigint not null,
  body text not null,
  primary key(paper, number)
);

-- null: withheld where the verdict is Failed
alter table question_answer add column held bigint;
alter table question_answer add column judged_by text;
alter table question_answer add column checks text not null default '[]';
alter table question_answer add column quotes text not null default '[]';

-- What a person said about an answer. It holds for the answer as it came, however often it comes again.
create table answer_ruling(
  paper text not null references paper(paper),
  language text not null,
  -- of question and answer as they came, and as they stand after the ruling
  origin text not null,
  result text not null,
  -- pass, page, edit, drop
  action text not null,
  answer text not null,
  actor text not null,
  at bigint not null,
  primary key(paper, language, origin)
);

-- How a week's answers stood after each check, for comparing weeks; counts are JSON.
create table check_quality(
  week text not null references week(week),
  language text not null,
  verdicts text not null,
  flags text not null,
  at bigint not null,
  primary key(week, language)
);
