#!/bin/sh
# Writes the assembler file that carries the translations and the scenarios' sources inside the binary.
#   embed.sh KO.MO SOURCE...
# Each file becomes a row of the table embedded_files: name, first byte, one past the last.
set -eu
echo '	.section .rodata'
rows=
number=0
for file in "$@"; do
	number=$((number + 1))
	case $file in
	*.mo) name=ko.mo ;;
	*) name=$file ;;
	esac
	printf '.Lname%d: .asciz "%s"\n.Lfirst%d: .incbin "%s"\n.Lend%d: .byte 0\n' \
		"$number" "$name" "$number" "$file" "$number"
	rows="$rows
	.quad .Lname$number, .Lfirst$number, .Lend$number"
done
printf '\t.section .data.rel.ro,"aw"\n\t.balign 8\n\t.globl embedded_files\nembedded_files:%s\n\t.quad 0, 0, 0\n' "$rows"
printf '\t.section .note.GNU-stack,"",%%progbits\n'
