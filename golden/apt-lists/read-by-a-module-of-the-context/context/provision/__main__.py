import os
import sys

from provision.tool import MANAGER

os.execvp(MANAGER, [MANAGER, 'install', '-y', *sys.argv[1:]])
