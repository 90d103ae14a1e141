FROM python:3.11-slim-bookworm

RUN apt-get update \
    && apt-get install -y --no-install-recommends \
       libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /srv/app
COPY requirements/runtime.lock requirements/runtime.lock
RUN pip install --no-cache-dir --require-hashes -r requirements/runtime.lock

COPY . .
RUN RANPE_DEMO=1 RANPE_DATA_DIR=/tmp/build python manage.py collectstatic --noinput -v0 \
    && rm -rf /tmp/build \
    && useradd --system --home /srv/ranpe --create-home ranpe
USER ranpe

CMD ["gunicorn", "ranpe.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4"]
