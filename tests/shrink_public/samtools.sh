#!/bin/sh
# sorts and indexes reads, calls a variant, draws the coverage, in the time zone of Madrid
docker run --rm --network none "$IMAGE" bash -c '
set -e
cd /tmp
{ echo ">chr1"; for i in $(seq 30); do echo ACGTTGCAACGTGGCATTACGATCAGGCATTCAGCTAGCA; done; } > ref.fa
read=$(sed -n 2,3p ref.fa | tr -d "\n")
changed=$(echo "$read" | sed "s/^\(.\{20\}\)./\1T/")
{ printf "@HD\tVN:1.6\n@SQ\tSN:chr1\tLN:1200\n"
  for i in $(seq 20); do printf "r$i\t0\tchr1\t1\t60\t80M\t*\t0\t0\t$changed\t$(echo "$read" | tr ACGT IIII)\n"; done; } > reads.sam
samtools faidx ref.fa
samtools sort -o reads.bam reads.sam
samtools index reads.bam
[ "$(samtools view -c reads.bam chr1:1-50)" = 20 ]
bcftools mpileup -f ref.fa reads.bam 2>/dev/null | bcftools call -mv 2>/dev/null | grep -v "^#" | cut -f2 | grep -qx 21
samtools depth reads.bam > depth.txt
gnuplot -e "set terminal pngcairo; set output \"depth.png\"; plot \"depth.txt\" using 2:3 with lines"
head -c 4 depth.png | grep -q PNG
[ "$(date -d 2026-01-15 +%Z)" = CET ]'
