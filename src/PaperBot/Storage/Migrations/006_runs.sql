-- What each stage of a week's run did last; paper is empty for what concerns the whole week.
create table stage_run(
  week text not null,
  stage text not null,
  paper text not null,
  -- of the stage's inputs; the same again means nothing to do
  fingerprint text not null,
  state text not null,
  detail text not null,
  at bigint not null,
  primary key(week, stage, paper)
);
