import os

for folder, _, files in os.walk('/tmp'):
    print(folder, files)
