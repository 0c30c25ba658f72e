-- What a channel that was put in from chat wants of a week, as JSON: how many papers, words, authors, categories, its own schedule.
-- Channels that the settings name are the settings' affair: rows that took one of them out count for nothing any more.
alter table subscription add column profile text not null default '{}';
