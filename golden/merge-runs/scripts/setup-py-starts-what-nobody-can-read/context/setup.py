import subprocess
import sys

subprocess.check_call(sys.argv)
