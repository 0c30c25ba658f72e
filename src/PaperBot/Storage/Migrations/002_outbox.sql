-- What one channel gets for one week. A repost is a new revision; the one that stands is live.
create table digest(
  digest text primary key,
  week text not null,
  channel text not null,
  workspace text not null,
  revision bigint not null,
  live bigint not null,
  -- POSTING, POSTED, RETRACTED, ARCHIVED
  state text not null,
  -- why it was archived
  reason text,
  language text not null,
  threads text not null,
  -- the header as a neutral message, whose thread links are filled in once the starters stand
  header text,
  planned_at bigint not null,
  finished_at bigint,
  -- when the auditor looks next; null when it need not look any more
  audit_at bigint,
  audit_finding text
);

create unique index digest_live on digest(week, channel) where live = 1;

-- One request to a platform: a post, an edit of a post or its removal.
create table delivery(
  delivery text primary key,
  digest text not null references digest(digest),
  channel text not null,
  workspace text not null,
  part text not null,
  -- the starter's part that the post belongs to; a held post blocks the rest of its thread and nothing else
  thread text not null,
  kind text not null,
  -- create, edit, delete
  op text not null,
  -- counts the changes of one post; 0 is the post itself
  change bigint not null,
  -- the delivery that made the post; for the post itself its own key
  post text not null,
  parent text,
  -- the place in the channel's line: plans one after the other, within a plan by seq
  turn bigint not null,
  seq bigint not null,
  -- the final body for the platform and its hash, never touched once it may have been sent
  payload text not null,
  payload_hash text not null,
  -- the hash of the same body without the mark of its revision: what a new plan compares with
  source_hash text not null,
  mark bigint not null,
  -- the neutral message of an edit, for the correction that is posted where the edit is refused
  message text,
  -- PENDING, SENDING, UNKNOWN, SENT, HELD, SKIPPED, RETRACTED
  state text not null,
  attempt bigint not null,
  -- looks into the history since the last attempt, and rounds of unknown and then absent
  looks bigint not null,
  rounds bigint not null,
  next_at bigint not null,
  started_at bigint,
  changed_at bigint not null,
  sent_at bigint,
  -- the lease token under which the row was touched last
  token bigint not null,
  remote_id text,
  -- 1 for a post that somebody removed on the platform
  gone bigint not null,
  -- a held post: why, in the platform's words, behind which delivery, and whether it may stand after all
  hold text,
  detail text,
  held_by text,
  doubt bigint not null,
  unique(digest, part, op, change)
);

create index delivery_line on delivery(channel, turn, seq, change) where state in ('PENDING', 'SENDING', 'UNKNOWN');

create index delivery_post on delivery(post);

create table channel_lease(
  channel text primary key,
  owner text not null,
  token bigint not null,
  until bigint not null
);

-- Evidence: what became of each request and each look.
create table delivery_attempt(
  delivery text not null references delivery(delivery),
  token bigint not null,
  attempt bigint not null,
  at bigint not null,
  node text not null,
  outcome text not null,
  detail text not null,
  primary key(delivery, token)
);

create table pause(
  channel text primary key,
  actor text not null,
  at bigint not null
);

-- A destructive plan that waits for its asker's second word.
create table confirmation(
  token text primary key,
  actor text not null,
  plan_hash text not null,
  expires_at bigint not null
);

-- Work that a call beside the running service asks it to do.
create table run_request(
  request text primary key,
  kind text not null,
  arguments text not null,
  actor text not null,
  asked_at bigint not null,
  -- QUEUED, RUNNING, DONE, FAILED
  state text not null,
  owner text,
  until bigint,
  result text,
  finished_at bigint
);

-- Append-only: each row carries the hash of the row before, so that a change shows.
create table audit(
  seq bigint primary key,
  at bigint not null,
  actor text not null,
  action text not null,
  target text not null,
  before_hash text,
  after_hash text,
  result text not null,
  previous text not null,
  hash text not null
);

-- One row: its lock puts appends in line, its values show a cut-off end.
create table audit_head(
  id bigint primary key,
  seq bigint not null,
  hash text not null
);

insert into audit_head(id, seq, hash) values(1, 0, '');
