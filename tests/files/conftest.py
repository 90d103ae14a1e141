"""A real S3 server on this computer, which asks for signatures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

import boto3
import pytest
from moto.core.authorization import enable_iam_authentication
from moto.server import ThreadedMotoServer

BUCKET = "ranpe-contoh"
REGION = "ap-southeast-3"
EVERYTHING = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}],
}


@dataclass(frozen=True)
class ObjectServer:
    """The server with an empty bucket and a key that may use it."""

    address: str
    access_key: str
    secret_key: str

    def client(self, kind: str) -> Any:
        """A client of the server beside the house's own."""
        return boto3.client(
            kind,
            endpoint_url=self.address,
            region_name=REGION,
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
        )

    @property
    def names(self) -> list[str]:
        """What lies in the bucket."""
        listed = self.client("s3").list_objects_v2(Bucket=BUCKET)
        return [row["Key"] for row in listed.get("Contents", [])]


@pytest.fixture(scope="session")
def _listening() -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


def _forget_all(address: str) -> None:
    connection = HTTPConnection(address.removeprefix("http://"))
    connection.request("POST", "/moto-api/reset")
    connection.getresponse().read()
    connection.close()


@pytest.fixture
def object_server(_listening: str) -> Iterator[ObjectServer]:
    """An S3 server with one bucket; whoever comes with a wrong key is turned away."""
    server = ObjectServer(_listening, "pembuat", "pembuat")
    _forget_all(_listening)
    server.client("s3").create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    people = server.client("iam")
    people.create_user(UserName="ranpe")
    people.put_user_policy(
        UserName="ranpe", PolicyName="berkas", PolicyDocument=json.dumps(EVERYTHING)
    )
    key = people.create_access_key(UserName="ranpe")["AccessKey"]
    with enable_iam_authentication():
        yield ObjectServer(_listening, key["AccessKeyId"], key["SecretAccessKey"])
