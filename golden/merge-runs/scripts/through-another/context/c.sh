./a.sh
