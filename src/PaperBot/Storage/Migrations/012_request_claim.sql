-- Which requests of people some process has taken on, where several share this store and are told of each.
create table request_claim(
  -- platform and the platform's id of the request
  request text primary key,
  -- Unix milliseconds
  at bigint not null
);

create index request_claim_at on request_claim(at);
