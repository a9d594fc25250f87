up:
	sleep 100 &
