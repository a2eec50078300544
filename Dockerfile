FROM python:3.13-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /app

# First what changes seldom, so that a change of ours does not fetch everything anew.
COPY requirements/prod.lock requirements/prod.lock
RUN pip install --no-cache-dir --require-hashes -r requirements/prod.lock

COPY . .
ENV HASHED_STATIC=1
RUN python manage.py collectstatic --noinput

# A number, so that an orchestrator can see that it is not root. It owns nothing here.
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "jobpakker.wsgi", "--bind=0.0.0.0:8000", "--worker-class=gthread", "--workers=2", "--threads=8", "--no-control-socket", "--worker-tmp-dir=/dev/shm"]
