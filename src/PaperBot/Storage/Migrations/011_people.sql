-- Papers that people keep for themselves; the person is a hash, as in answer_rating.
create table saved_paper(
  person text not null,
  paper text not null,
  -- Unix milliseconds
  at bigint not null,
  primary key(person, paper)
);

-- Channels that an admin put in, or took out, from chat; it wins over the settings.
create table subscription(
  platform text not null,
  -- the platform's id of the channel
  channel text not null,
  -- 1 gets digests, 0 does not although the settings name it
  wanted bigint not null,
  language text not null,
  actor text not null,
  at bigint not null,
  primary key(platform, channel)
);
