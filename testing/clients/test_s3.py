"""S3 through boto3: objects, checksums, ranges, presigned URLs, hosts, policies."""

import hashlib
import io
import json
import os
import pathlib
import socket
import unittest
import unittest.mock
import urllib.error
import urllib.request

import boto3.s3.transfer
import botocore.config
import botocore.exceptions

import deploy
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
        self.assertEqual(error["Code"], "NoSuchWebsiteConfiguration")
        error = self.error(
            self.s3.put_bucket_website, Bucket="objects",
            WebsiteConfiguration={"IndexDocument": {"Suffix": "index.html"}})
        self.assertEqual(error["Code"], "NotImplemented")

    def test_every_way_to_send_a_body(self):
        body = os.urandom(300_000)
        # botocore computes the others only with its native extension.
        for algorithm in ("CRC32", "SHA1", "SHA256"):
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
        resolve = socket.getaddrinfo
        # Not every system resolves the names below localhost.
        self.enterContext(unittest.mock.patch(
            "socket.getaddrinfo", lambda host, *more: resolve("127.0.0.1", *more)))
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

    def test_multipart_uploads(self):
        path = pathlib.Path(self.server.folder, "large")
        path.write_bytes(os.urandom(30 * 1024 * 1024))
        config = boto3.s3.transfer.TransferConfig(multipart_threshold=8 << 20, max_concurrency=4)
        self.s3.upload_file(str(path), "objects", "multi", Config=config,
                            ExtraArgs={"Metadata": {"a": "b"}, "ContentType": "x/y"})
        head = self.s3.head_object(Bucket="objects", Key="multi")
        self.assertTrue(head["ETag"].endswith('-4"'))
        self.assertEqual((head["ContentType"], head["Metadata"]), ("x/y", {"a": "b"}))
        self.s3.download_file("objects", "multi", str(path) + ".back", Config=config)
        self.assertEqual(pathlib.Path(str(path) + ".back").read_bytes(), path.read_bytes())
        self.s3.copy({"Bucket": "objects", "Key": "multi"}, "objects", "multi-copy", Config=config)
        self.assertEqual(
            self.s3.get_object(Bucket="objects", Key="multi-copy")["Body"].read(),
            path.read_bytes())
        attributes = self.s3.get_object_attributes(
            Bucket="objects", Key="multi", ObjectAttributes=["ObjectSize", "ObjectParts", "ETag"])
        self.assertEqual(attributes["ObjectSize"], 30 * 1024 * 1024)
        self.assertEqual(attributes["ObjectParts"]["TotalPartsCount"], 4)
        upload = self.s3.create_multipart_upload(Bucket="objects", Key="given-up")["UploadId"]
        self.s3.upload_part(
            Bucket="objects", Key="given-up", UploadId=upload, PartNumber=1, Body=b"x")
        self.assertEqual(
            [u["Key"] for u in self.s3.list_multipart_uploads(Bucket="objects")["Uploads"]],
            ["given-up"])
        self.s3.abort_multipart_upload(Bucket="objects", Key="given-up", UploadId=upload)
        error = self.error(self.s3.list_parts, Bucket="objects", Key="given-up", UploadId=upload)
        self.assertEqual((error["Code"], error["UploadId"]), ("NoSuchUpload", upload))

    def test_tags_and_settings(self):
        self.s3.create_bucket(
            Bucket="settings", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        self.assertEqual(
            self.s3.get_bucket_location(Bucket="settings")["LocationConstraint"], "eu-west-1")
        self.assertIsNone(self.s3.get_bucket_location(Bucket="objects")["LocationConstraint"])
        self.assertEqual(
            self.error(self.s3.get_bucket_tagging, Bucket="settings")["Code"], "NoSuchTagSet")
        tags = [{"Key": "k", "Value": "v"}]
        self.s3.put_bucket_tagging(Bucket="settings", Tagging={"TagSet": tags})
        self.assertEqual(self.s3.get_bucket_tagging(Bucket="settings")["TagSet"], tags)
        self.s3.put_object(Bucket="settings", Key="k", Body=b"")
        self.s3.put_object_tagging(Bucket="settings", Key="k", Tagging={"TagSet": tags})
        self.assertEqual(
            self.s3.get_object_tagging(Bucket="settings", Key="k")["TagSet"], tags)
        rules = [{"AllowedMethods": ["GET"], "AllowedOrigins": ["*"], "MaxAgeSeconds": 5}]
        self.s3.put_bucket_cors(Bucket="settings", CORSConfiguration={"CORSRules": rules})
        self.assertEqual(self.s3.get_bucket_cors(Bucket="settings")["CORSRules"], rules)
        self.assertTrue(self.s3.get_public_access_block(Bucket="settings")[
            "PublicAccessBlockConfiguration"]["BlockPublicPolicy"])
        everybody = {"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::settings/*"}]}
        self.assertEqual(
            self.error(self.s3.put_bucket_policy, Bucket="settings",
                       Policy=json.dumps(everybody))["Code"], "AccessDenied")
        self.assertEqual(
            self.s3.get_bucket_encryption(Bucket="settings")["ServerSideEncryptionConfiguration"][
                "Rules"][0]["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"], "AES256")
        self.assertEqual(
            self.error(self.s3.put_object, Bucket="settings", Key="k", ACL="public-read")["Code"],
            "AccessControlListNotSupported")

    def test_versions(self):
        self.s3.create_bucket(Bucket="versions")
        self.s3.put_bucket_versioning(
            Bucket="versions", VersioningConfiguration={"Status": "Enabled"})
        one = self.s3.put_object(Bucket="versions", Key="k", Body=b"1")["VersionId"]
        self.s3.put_object(Bucket="versions", Key="k", Body=b"2")
        gone = self.s3.delete_object(Bucket="versions", Key="k")
        self.assertTrue(gone["DeleteMarker"])
        got = self.s3.get_object(Bucket="versions", Key="k", VersionId=one)
        self.assertEqual((got["Body"].read(), got["VersionId"]), (b"1", one))
        listed = self.s3.list_object_versions(Bucket="versions")
        self.assertEqual(len(listed["Versions"]), 2)
        self.assertEqual(listed["DeleteMarkers"][0]["VersionId"], gone["VersionId"])
        self.server.resource("s3").Bucket("versions").object_versions.delete()
        self.s3.delete_bucket(Bucket="versions")

    def test_code_of_functions(self):
        iam, awslambda = self.server.client("iam"), self.server.client("lambda")
        role = deploy.role(iam, "coder", "lambda.amazonaws.com", [deploy.LOGGING])
        self.s3.put_object(
            Bucket="objects", Key="code.zip", Body=deploy.package("item_remover.py"))
        arguments = {
            "FunctionName": "coded", "Role": role, "Runtime": "python3.11",
            "Handler": "item_remover.handler",
            "Code": {"S3Bucket": "objects", "S3Key": "code.zip"}}
        made = awslambda.create_function(**arguments)
        self.assertEqual(made["CodeSize"], len(deploy.package("item_remover.py")))
        error = self.error(
            awslambda.update_function_code, FunctionName="coded", S3Bucket="objects", S3Key="no")
        self.assertEqual(error["Code"], "InvalidParameterValueException")
        self.assertIn("S3 Error Code: NoSuchKey", error["Message"])
        iam.create_user(UserName="coder")
        iam.put_user_policy(UserName="coder", PolicyName="p", PolicyDocument=json.dumps({
            "Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Action": ["lambda:*", "iam:PassRole"], "Resource": "*"}]}))
        key = iam.create_access_key(UserName="coder")["AccessKey"]
        coder = self.server.session(key["AccessKeyId"], key["SecretAccessKey"]).client("lambda")
        error = self.error(coder.create_function, **{**arguments, "FunctionName": "other"})
        self.assertEqual(error["Code"], "AccessDeniedException")


if __name__ == "__main__":
    unittest.main()
