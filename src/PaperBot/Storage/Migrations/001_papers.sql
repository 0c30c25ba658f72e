create table store_change(
  topic text primary key,
  version bigint not null
);

create table week(
  week text primary key,
  label_start text not null,
  label_end text not null,
  -- Unix milliseconds; when the store first heard of it
  known_at bigint not null
);

create table week_theme(
  week text not null references week(week),
  language text not null,
  theme text not null,
  introduction text not null,
  primary key(week, language)
);

create table paper(
  paper text primary key,
  title text not null,
  authors text not null,
  published text,
  updated text,
  arxiv text,
  link text,
  categories text not null,
  abstract text not null,
  aliases text not null,
  updated_at bigint not null
);

create table week_paper(
  week text not null references week(week),
  paper text not null references paper(paper),
  rank bigint not null,
  list_name text not null,
  row_hash text not null,
  held text,
  primary key(week, paper)
);

create table note(
  paper text not null references paper(paper),
  language text not null,
  revision bigint not null,
  -- 1 for the one revision that is shown
  live bigint not null,
  summary text not null,
  origin_kind text not null,
  origin_detail text not null,
  content_hash text not null,
  at bigint not null,
  primary key(paper, language, revision)
);

create unique index note_live on note(paper, language) where live = 1;

create table question_answer(
  paper text not null,
  language text not null,
  revision bigint not null,
  position bigint not null,
  question text not null,
  answer text not null,
  citations text not null,
  flags text not null,
  verdict text not null,
  verdict_reason text not null,
  primary key(paper, language, revision, position),
  foreign key(paper, language, revision) references note(paper, language, revision)
);
