# SPDX-License-Identifier: GPL-2.0-or-later
# fish completion: jiffy itself knows the candidates.
function __jiffy_candidates
	set -l words (commandline -opc) (commandline -ct)
	$words[1] __complete $words[2..-1] 2>/dev/null | string match -v ':file'
end
function __jiffy_wants_file
	set -l words (commandline -opc) (commandline -ct)
	$words[1] __complete $words[2..-1] 2>/dev/null | string match -q ':file'
end
complete -c jiffy -f -a '(__jiffy_candidates)'
complete -c jiffy -F -n __jiffy_wants_file
