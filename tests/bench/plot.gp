# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# Reads length_*.data and ring_*.data in the current folder. rings: the sizes.
set terminal svg size 720,400 dynamic background "white" font "sans-serif,12"
set grid lc rgb "#dddddd"
set key left top
set border 3
set tics nomirror

set output "cost.svg"
set title "What one successful exec costs in the kernel"
set logscale xy
set xlabel "bytes of command line"
set xtics ("16" 16, "64" 64, "256" 256, "1K" 1024, "4K" 4096, "16K" 16384, "32K" 32768)
set ylabel "nanoseconds"
set ytics ("500" 500, "1,000" 1000, "3,000" 3000, "10,000" 10000, "30,000" 30000)
set xrange [12:45000]
set yrange [400:150000]
plot "length_whole.data" with linespoints lw 2 pt 7 lc rgb "#1f6fb2" \
         title "execsnoop -x --args-size=64K: all of it", \
     "length_libbpf-tools.data" with linespoints lw 2 pt 5 lc rgb "#c44e2b" \
         title "libbpf-tools execsnoop -x: at most 128 bytes of an argument"

set output "loss.svg"
set title "What is lost of a second of failing execs, by size of the ring buffer (-b)"
unset logscale
set logscale x
set key left top maxrows 4
set xlabel "failing execs a second asked of one thread"
set ylabel "lost, per cent"
set xtics ("10,000" 10000, "30,000" 30000, "100,000" 100000, "300,000" 300000, \
           "at full speed" 1000000)
set ytics autofreq
set xrange [8000:1300000]
set yrange [0:*]
plot for [i = 1:words(rings)] "ring_".word(rings, i).".data" \
         using 1:($2 / $1 * 100) with linespoints lw 2 pt 7 title word(rings, i)
