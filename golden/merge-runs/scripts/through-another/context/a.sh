./b.sh
