create table local_message(
  -- grows with every new message; what permalinks name
  number bigint primary key,
  channel text not null,
  -- number of the message that the thread hangs under; 0 for a message in the channel itself
  thread bigint not null,
  -- paperbot, or a person's id
  author text not null,
  -- of a delivery of ours; empty for everything else
  marker text not null,
  body text not null,
  -- Unix milliseconds; 0 for never edited
  posted_at bigint not null,
  edited_at bigint not null,
  deleted bigint not null,
  -- of the thread that hangs under it; kept here, so that a page of a channel is one plain read
  replies bigint not null,
  last_reply_at bigint not null,
  -- the workspace's counter of changes at this message's last one, so that a page can ask what it has not seen yet
  change bigint not null
);

create index local_message_change on local_message(change);
create index local_message_place on local_message(channel, thread, number);
create index local_message_thread on local_message(thread, number);
