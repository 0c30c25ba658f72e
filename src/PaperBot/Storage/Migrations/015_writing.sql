-- Every paid call to a model: committed before it is made, with what it is expected to cost, and again with its reply.
-- The same question is never paid for twice: its reply is read from here.
create table model_call(
  -- a hash of server, model and everything that was sent
  call text primary key,
  week text not null,
  -- null for what concerns the whole week
  paper text,
  -- summary, questions, findings, repair, rewrite, theme
  purpose text not null,
  model text not null,
  -- asked, answered, failed
  state text not null,
  reply text,
  -- whether the reply was cut off at the output limit
  cut_off bigint not null,
  input_tokens bigint not null,
  cached_tokens bigint not null,
  cache_write_tokens bigint not null,
  output_tokens bigint not null,
  -- 1 where the server told no usage, so the tokens are our own estimate
  estimated bigint not null,
  -- millionths of a US dollar; what is expected while state is asked
  cost bigint not null,
  -- 2026-11, in UTC: what a budget is for
  month text not null,
  at bigint not null
);

-- A row to wait for each other at: of two nodes that ask at once, the second counts what the first has noted.
create table model_month(
  month text primary key
);

create index model_call_month on model_call(month);

create index model_call_week on model_call(week, paper);
