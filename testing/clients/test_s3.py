"""S3 through boto3: objects, checksums, ranges, presigned URLs, hosts, policies."""

import hashlib
import io
import json
import os
import unittest
import urllib.error
import urllib.request

import botocore.exceptions

import harness


class ObjectsTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.server = harness.Server().start()
        cls.addClassCleanup(cls.server.stop)
        cls.s3 = cls.server.client("s3")
        cls.s3.create_bucket(Bucket="objects")

    def error(self, call, **arguments):
        with self.assertRaises(botocore.exceptions.ClientError) as raised:
            call(**arguments)
        return raised.exception.response["Error"]

    def test_an_object_with_everything(self):
        put = self.s3.put_object(
            Bucket="objects", Key="a/b c+d é", Body=b"hello", ContentType="text/plain",
            Metadata={"Name": "value"}, CacheControl="no-store", ContentEncoding="gzip",
            Tagging="k=v&l=w")
        self.assertEqual(put["ETag"], f'"{hashlib.md5(b"hello").hexdigest()}"')
        got = self.s3.get_object(Bucket="objects", Key="a/b c+d é", ChecksumMode="ENABLED")
        self.assertEqual(got["Body"].read(), b"hello")
        self.assertEqual(got["Metadata"], {"name": "value"})
        self.assertEqual(got["ContentType"], "text/plain")
        self.assertEqual(got["ContentEncoding"], "gzip")
        self.assertEqual(got["CacheControl"], "no-store")
        self.assertEqual(got["TagCount"], 2)
        self.assertEqual(got["ServerSideEncryption"], "AES256")
        self.assertEqual(got["ChecksumCRC32"], put["ChecksumCRC32"])
        head = self.s3.head_object(Bucket="objects", Key="a/b c+d é")
        self.assertEqual((head["ContentLength"], head["ETag"]), (5, put["ETag"]))
        copied = self.s3.copy_object(
            Bucket="objects", Key="copy", CopySource={"Bucket": "objects", "Key": "a/b c+d é"})
        self.assertEqual(copied["CopyObjectResult"]["ETag"], put["ETag"])
        self.assertEqual(
            self.s3.head_object(Bucket="objects", Key="copy")["Metadata"], {"name": "value"})

    def test_ranges_conditions_and_what_is_missing(self):
        self.s3.put_object(Bucket="objects", Key="range", Body=b"0123456789")
        got = self.s3.get_object(Bucket="objects", Key="range", Range="bytes=2-4")
        self.assertEqual(got["Body"].read(), b"234")
        self.assertEqual(got["ContentRange"], "bytes 2-4/10")
        self.assertEqual(got["ResponseMetadata"]["HTTPStatusCode"], 206)
        error = self.error(
            self.s3.get_object, Bucket="objects", Key="range", IfNoneMatch=got["ETag"])
        self.assertEqual(error["Code"], "304")
        error = self.error(self.s3.put_object, Bucket="objects", Key="range", IfNoneMatch="*")
        self.assertEqual((error["Code"], error["Condition"]),
                         ("PreconditionFailed", "If-None-Match"))
        error = self.error(self.s3.get_object, Bucket="objects", Key="none")
        self.assertEqual((error["Code"], error["Key"]), ("NoSuchKey", "none"))
        self.assertEqual(self.error(self.s3.head_object, Bucket="objects", Key="none")["Code"],
                         "404")
        error = self.error(self.s3.list_objects_v2, Bucket="no-such-bucket")
        self.assertEqual((error["Code"], error["BucketName"]), ("NoSuchBucket", "no-such-bucket"))
        error = self.error(self.s3.get_bucket_website, Bucket="objects")
        self.assertIn(error["Code"], ("NotImplemented", "NoSuchWebsiteConfiguration"))

    def test_every_way_to_send_a_body(self):
        body = os.urandom(300_000)
        for algorithm in ("CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"):
            put = self.s3.put_object(
                Bucket="objects", Key=algorithm, Body=body, ChecksumAlgorithm=algorithm)
            self.assertIn("Checksum" + algorithm, put)
        # A stream goes in chunks with a trailing checksum, the payload signed or not.
        for signed in (True, False):
            client = self.server.client("s3", s3={"payload_signing_enabled": signed})
            client.put_object(Bucket="objects", Key="stream", Body=io.BytesIO(body))
            self.assertEqual(
                self.s3.get_object(Bucket="objects", Key="stream")["Body"].read(), body)
        large = os.urandom(100 * 1024 * 1024)
        self.s3.put_object(Bucket="objects", Key="large", Body=large)
        digest = hashlib.md5()
        for piece in self.s3.get_object(Bucket="objects", Key="large")["Body"].iter_chunks(1 << 20):
            digest.update(piece)
        self.assertEqual(digest.digest(), hashlib.md5(large).digest())

    def test_lists(self):
        self.s3.create_bucket(Bucket="lists")
        for number in range(25):
            self.s3.put_object(Bucket="lists", Key=f"d{number % 5}/ü{number}", Body=b"x")
        pages = self.s3.get_paginator("list_objects_v2").paginate(
            Bucket="lists", PaginationConfig={"PageSize": 7})
        keys = [entry["Key"] for page in pages for entry in page["Contents"]]
        self.assertEqual(keys, sorted(keys))
        self.assertEqual(len(keys), 25)
        pages = self.s3.get_paginator("list_objects").paginate(
            Bucket="lists", Delimiter="/", PaginationConfig={"PageSize": 2})
        self.assertEqual(
            [entry["Prefix"] for page in pages for entry in page["CommonPrefixes"]],
            [f"d{number}/" for number in range(5)])
        answer = self.s3.delete_objects(
            Bucket="lists", Delete={"Objects": [{"Key": key} for key in keys]})
        self.assertEqual(len(answer["Deleted"]), 25)
        self.s3.delete_bucket(Bucket="lists")
        self.assertNotIn("lists", [b["Name"] for b in self.s3.list_buckets()["Buckets"]])

    def test_presigned_urls(self):
        for version in ("s3v4", "s3"):
            client = self.server.client("s3", signature_version=version)
            url = client.generate_presigned_url(
                "put_object", Params={"Bucket": "objects", "Key": "pre/signed"})
            request = urllib.request.Request(url, data=b"by url", method="PUT")
            request.remove_header("Content-type")
            request.add_header("Content-Type", "")
            with urllib.request.urlopen(request) as answer:
                self.assertEqual(answer.status, 200)
            url = client.generate_presigned_url(
                "get_object", Params={"Bucket": "objects", "Key": "pre/signed",
                                      "ResponseContentType": "text/x"})
            with urllib.request.urlopen(url) as answer:
                self.assertEqual(answer.read(), b"by url")
                self.assertEqual(answer.headers["Content-Type"], "text/x")
            with self.assertRaises(urllib.error.HTTPError) as raised:
                urllib.request.urlopen(url.replace("pre/signed", "range"))
            self.assertEqual(raised.exception.code, 403)
            self.assertIn(b"<Code>SignatureDoesNotMatch</Code>", raised.exception.read())

    def test_the_bucket_in_the_host(self):
        for host in ("s3.localhost", "s3.us-east-1.localhost", "localhost"):
            client = self.server.session().session.client(
                "s3", endpoint_url=f"http://{host}:{self.server.port}",
                config=botocore.config.Config(s3={"addressing_style": "virtual"}))
            client.put_object(Bucket="objects", Key="host//key/", Body=host.encode())
            self.assertEqual(
                client.get_object(Bucket="objects", Key="host//key/")["Body"].read(),
                host.encode())
            self.assertEqual(
                client.list_objects_v2(Bucket="objects", Prefix="host//")["KeyCount"], 1)

    def test_policies_decide(self):
        iam = self.server.client("iam")
        iam.create_user(UserName="reader")
        key = iam.create_access_key(UserName="reader")["AccessKey"]
        reader = self.server.session(key["AccessKeyId"], key["SecretAccessKey"]).client("s3")
        self.s3.put_object(Bucket="objects", Key="open/x", Body=b"x")
        self.assertEqual(
            self.error(reader.get_object, Bucket="objects", Key="open/x")["Code"], "AccessDenied")
        policy = {"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::000000000000:user/reader"},
            "Action": ["s3:GetObject", "s3:DeleteObject"],
            "Resource": "arn:aws:s3:::objects/open/*"}]}
        self.s3.put_bucket_policy(Bucket="objects", Policy=json.dumps(policy))
        self.assertEqual(
            json.loads(self.s3.get_bucket_policy(Bucket="objects")["Policy"]), policy)
        self.assertEqual(reader.get_object(Bucket="objects", Key="open/x")["Body"].read(), b"x")
        # Who may not list is not told what is missing.
        self.assertEqual(
            self.error(reader.get_object, Bucket="objects", Key="open/none")["Code"],
            "AccessDenied")
        answer = reader.delete_objects(
            Bucket="objects", Delete={"Objects": [{"Key": "open/x"}, {"Key": "range"}]})
        self.assertEqual([d["Key"] for d in answer["Deleted"]], ["open/x"])
        self.assertEqual([(e["Key"], e["Code"]) for e in answer["Errors"]],
                         [("range", "AccessDenied")])
        other = self.server.session("222222222222", "test").client("s3")
        self.assertEqual(
            self.error(other.list_objects_v2, Bucket="objects")["Code"], "AccessDenied")
        self.assertEqual(
            self.error(other.create_bucket, Bucket="objects")["Code"], "BucketAlreadyExists")
        self.s3.delete_bucket_policy(Bucket="objects")
        self.assertEqual(
            self.error(self.s3.get_bucket_policy, Bucket="objects")["Code"], "NoSuchBucketPolicy")


if __name__ == "__main__":
    unittest.main()
