"""S3 through the AWS CLI: cp, ls, sync and rm, with multipart uploads and downloads."""

import hashlib
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import harness


class CliTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.server = harness.Server().start()
        cls.addClassCleanup(cls.server.stop)
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="brume-s3-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)

    def aws(self, *arguments, succeeds=True):
        done = subprocess.run(
            ["aws", *arguments], env=self.server.environment(), text=True, capture_output=True,
            timeout=300)
        self.assertEqual(done.returncode == 0, succeeds, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def test_files_there_and_back(self):
        self.aws("s3", "mb", "s3://files")
        large = self.folder / "large"
        large.write_bytes(os.urandom(40 * 1024 * 1024))
        self.aws("s3", "cp", str(large), "s3://files/large", "--no-progress")
        self.aws("s3", "cp", "s3://files/large", str(self.folder / "back"), "--no-progress")
        self.assertEqual(
            hashlib.sha256((self.folder / "back").read_bytes()).digest(),
            hashlib.sha256(large.read_bytes()).digest())
        self.aws("s3", "cp", "s3://files/large", "s3://files/copy", "--no-progress")
        tree = self.folder / "tree"
        for name in ("a.txt", "sub/b.txt", "sub/ü c.txt"):
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            (tree / name).write_text(name)
        self.assertEqual(
            3, self.aws("s3", "sync", str(tree), "s3://files/tree").count("upload:"))
        self.assertEqual("", self.aws("s3", "sync", str(tree), "s3://files/tree"))
        listed = self.aws("s3", "ls", "s3://files/tree/")
        self.assertIn("PRE sub/", listed)
        self.assertIn("a.txt", listed)
        self.aws("s3", "sync", "s3://files/tree", str(self.folder / "mirror"))
        self.assertEqual("sub/ü c.txt", (self.folder / "mirror/sub/ü c.txt").read_text())
        self.aws("s3", "mv", "s3://files/tree/a.txt", "s3://files/tree/z.txt")
        url = self.aws("s3", "presign", "s3://files/tree/z.txt").strip()
        self.assertEqual(
            "a.txt", subprocess.run(["curl", "-s", url], capture_output=True, text=True).stdout)
        self.aws("s3", "rm", "s3://files", "--recursive")
        self.assertIn("NoSuchBucket", self.aws("s3", "ls", "s3://none", succeeds=False))
        self.aws("s3", "rb", "s3://files")
        self.assertEqual("", self.aws("s3", "ls"))


if __name__ == "__main__":
    unittest.main()
