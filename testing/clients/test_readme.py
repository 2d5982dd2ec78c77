"""The walk of the README, run as it stands by the shell that a newcomer has."""

import re
import subprocess
import unittest

import harness


class Readme(unittest.TestCase):

    def test_the_five_minute_walk(self):
        text = (harness.HOME / "README.md").read_text()
        walk = re.search(r"<!-- walk.*?-->\n```bash\n(.*?)```", text, re.S).group(1)
        with harness.Server() as server:
            # The only thing that differs from the README: the port, which env is told.
            walk = walk.replace("./brume env", f"./brume env --port {server.port}")
            run = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", walk], cwd=harness.HOME, timeout=300,
                env=server.environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True)
            self.assertEqual(0, run.returncode, run.stdout + run.stderr)
        lines = run.stdout.strip().splitlines()
        self.assertIn('"Done"', lines)
        self.assertEqual("0", lines[lines.index('"Done"') + 1])
        self.assertIn("REPORT RequestId", run.stdout)


if __name__ == "__main__":
    unittest.main()
