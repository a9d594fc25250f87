package a

//go:generate sh ../gen.sh
