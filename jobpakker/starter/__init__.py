"""The one-command start: private PostgreSQL and Valkey, the processes of the site, and a municipality to look at."""
