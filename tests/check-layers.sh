#!/bin/sh
# Who may include whom: a lower folder never includes a higher one. Exits 1 and names each offence.
set -u
allowed() {
	case $1 in
	po) echo 'po' ;;
	log) echo 'log interleave' ;;
	engine) echo 'engine log interleave' ;;
	runtime) echo 'runtime engine log interleave' ;;
	model) echo 'model log interleave' ;;
	view) echo 'view model log po interleave' ;;
	session) echo 'session runtime engine log po interleave' ;;
	tui) echo 'tui view model log session po interleave' ;;
	cli) echo 'cli tui session view model log po interleave' ;;
	include) echo 'interleave' ;;
	*) echo '' ;;
	esac
}
bad=0
for folder in src/*/; do
	room=$(basename "$folder")
	may=$(allowed "$room")
	[ -n "$may" ] || { echo "check-layers: no rule for src/$room"; bad=1; }
	for target in $(grep -rhoE '#include "[^"/]+/' "$folder" --include='*.[ch]' | sed 's/.*"//; s,/,,' | sort -u); do
		case " $may " in
		*" $target "*) ;;
		*) grep -rn "#include \"$target/" "$folder"; echo "check-layers: src/$room may not include $target/"; bad=1 ;;
		esac
	done
done
if grep -rnE '#include "' scenarios --include='*.c' | grep -vE '"interleave/'; then
	echo 'check-layers: a scenario may include interleave/ headers only'
	bad=1
fi
exit $bad
