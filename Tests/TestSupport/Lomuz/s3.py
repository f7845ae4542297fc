"""A bucket named music behind moto's S3 server, which verifies every signature; prints its address and its one user's
keys. What is not signed may do what a content network in front of a bucket lets players do: read, and put into the
inbox. Ends with whoever started it."""
import json
import os
import time
from urllib.parse import quote, unquote, urlparse

os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "5"
import boto3
import moto.core.authorization as authorization
import moto.iam.access_control as access
from moto.server import ThreadedMotoServer

# The server hands on what it has unescaped, a path by half, from which no client's signature can be reckoned.
plain_request = access.IAMRequestBase._create_aws_request


def escaped_request(self):
    request = plain_request(self)
    path, mark, query = request.url.partition("?")
    pairs = [pair.partition("=") for pair in query.split("&")] if mark else []
    words = "&".join(quote(k, "-_.~") + "=" + quote(v, "-_.~") for k, _, v in pairs)
    request.url = quote(unquote(path), "/-_.~") + mark + words
    return request


access.IAMRequestBase._create_aws_request = escaped_request
signed_only = authorization.ActionAuthenticatorMixin._authenticate_and_authorize_s3_action


def as_behind_a_network(self, *names, **more):
    if "Authorization" in self.headers:
        return signed_only(self, *names, **more)
    is_inbox = "/inbox/" in urlparse(self.uri).path
    if self.method == "PUT" if is_inbox else self.method in ("GET", "HEAD"):
        return None
    raise access.S3AccessDeniedError()


authorization.ActionAuthenticatorMixin._authenticate_and_authorize_s3_action = as_behind_a_network

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
url = f"http://127.0.0.1:{port}"
anyone = {
    "endpoint_url": url, "region_name": "us-east-1", "aws_access_key_id": "x", "aws_secret_access_key": "y",
}
iam = boto3.client("iam", **anyone)
iam.create_user(UserName="vinyl")
key = iam.create_access_key(UserName="vinyl")["AccessKey"]
policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
iam.put_user_policy(UserName="vinyl", PolicyName="all", PolicyDocument=json.dumps(policy))
s3 = boto3.client("s3", **anyone)
s3.create_bucket(Bucket="music")
public = [
    {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::music/*"},
    {"Effect": "Allow", "Principal": "*", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::music/*inbox/*"},
]
s3.put_bucket_policy(Bucket="music", Policy=json.dumps({"Version": "2012-10-17", "Statement": public}))
print(json.dumps({"url": url, "key": key["AccessKeyId"], "secret": key["SecretAccessKey"]}), flush=True)
parent = os.getppid()
while os.getppid() == parent:
    time.sleep(0.5)
