cd /
tar cf /srv/state.tar var
