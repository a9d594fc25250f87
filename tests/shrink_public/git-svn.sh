#!/bin/sh
# makes a Subversion repository, clones it with git, and sends a commit back
docker run --rm --network none "$IMAGE" bash -c '
set -e
[ "$PWD" = /workspace ]
export HOME=/tmp GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
svnadmin create repository
svn mkdir -q -m begin file:///workspace/repository/trunk
git svn clone -q --stdlayout file:///workspace/repository work
cd work
echo text > file
git add file
git commit -q -m "a file"
git svn dcommit -q
[ "$(svn cat file:///workspace/repository/trunk/file)" = text ]'
