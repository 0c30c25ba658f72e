-- A paper's number among the posts of its week: it stays, whatever papers come and go beside it. Null until the week is posted.
alter table week_paper add column slot bigint;

-- What stood at this number before the list was corrected.
alter table week_paper add column replaced text;

-- 1 where arXiv says that the authors withdrew it.
alter table paper add column withdrawn bigint not null default 0;

-- The week that a watched note file is about; null where it could not be read.
alter table note_file add column week text;

-- What was posted to the admins' channels: notices, gathered to posts.
create table notice_post(
  channel text not null,
  notice text not null,
  -- the post's key, from which its marker is made
  post text not null,
  -- when it was first tried, and when it was taken up last
  begun_at bigint not null,
  claimed_at bigint not null,
  -- null while nobody knows whether it stands
  done_at bigint,
  primary key(channel, notice)
);
