import glob

print(glob.glob("*.tgz"))
