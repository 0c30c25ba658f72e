-- That this store came from a backup: what was posted between the backup and the restore stands in the channels and nowhere else, so
-- everything of a week up to this one is looked up before it is posted.
create table store_restore(
  -- Unix milliseconds: when it was put in place, and the last instant that the backup knows of
  restored_at bigint primary key,
  backup_at bigint not null,
  -- the week in which it was put in place, 2026-W48
  week text not null
);
