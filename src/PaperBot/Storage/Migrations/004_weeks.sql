-- A file of the list host as it was last read; etag and last_modified stand as the host wrote them.
create table list_file(
  address text primary key,
  etag text,
  last_modified text,
  content_hash text not null,
  -- JSON: the files that an index links to, newest first; empty for a file that holds lists
  links text not null,
  -- the version of the reader whose rows are stored; another reader reads again
  reader bigint not null,
  read_at bigint not null,
  changed_at bigint not null
);

-- A week's list as it was last read, taken or not.
create table list_week(
  week text primary key,
  file text not null,
  label_text text not null,
  label_start text not null,
  label_end text not null,
  flags text not null,
  complete bigint not null,
  content_hash text not null,
  -- when this content was first read, and when it was last read again
  seen_at bigint not null,
  read_at bigint not null,
  -- the content that became the week's papers
  taken_hash text,
  taken_at bigint,
  -- content that claims this week and shares too little with what was taken; waits for an admin
  held_hash text
);

create table list_row(
  week text not null references list_week(week),
  position bigint not null,
  rank bigint not null,
  name text not null,
  link text,
  arxiv text,
  links text not null,
  flags text not null,
  row_hash text not null,
  primary key(week, position)
);

-- What changed in a week's papers after they were taken.
create table list_revision(
  week text not null,
  at bigint not null,
  position bigint not null,
  kind text not null,
  rank bigint not null,
  paper_before text,
  paper_after text,
  name_before text,
  name_after text,
  primary key(week, at, position)
);

-- A note file that was imported, or could not be.
create table note_file(
  path text not null,
  content_hash text not null,
  at bigint not null,
  problem text,
  primary key(path, content_hash)
);

-- One budget of requests for all nodes: who asks now, until when at most, and when the next may begin.
create table request_gate(
  gate text primary key,
  holder text,
  until bigint not null,
  next_at bigint not null
);

create table arxiv_record(
  arxiv text primary key,
  version bigint not null,
  record text not null,
  read_at bigint not null
);

create table arxiv_pdf(
  arxiv text not null,
  version bigint not null,
  sha256 text not null,
  bytes bigint not null,
  at bigint not null,
  used_at bigint not null,
  primary key(arxiv, version)
);

-- An admin looked at a paper under this list name and said what it is.
create table link_ruling(
  paper text not null,
  list_name text not null,
  -- the paper that it is; the same one where the link was confirmed
  ruled text not null,
  actor text not null,
  at bigint not null,
  primary key(paper, list_name)
);

-- What admins are told, each thing once.
create table notice(
  notice text primary key,
  kind text not null,
  words text not null,
  at bigint not null,
  shown_at bigint
);
