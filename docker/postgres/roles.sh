#!/bin/sh
# Run once by the postgres image, on an empty volume: two roles that are no superusers, and a database that one of them owns.
# What the application's role may do is granted by `manage.py prepare_database`, run as the owner.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set owner_password="$OWNER_PASSWORD" --set app_password="$APP_PASSWORD" <<'SQL'
CREATE ROLE jobpakker_owner LOGIN NOSUPERUSER NOCREATEROLE PASSWORD :'owner_password';
CREATE ROLE jobpakker_app LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB PASSWORD :'app_password';
CREATE DATABASE jobpakker OWNER jobpakker_owner;
SQL
