/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wire/numbers.h"

#include <errno.h>
#include <signal.h>

#define ERROR_MAX  4095 /* linux: include/linux/err.h, MAX_ERRNO */
#define SIGNAL_MAX 127	/* a wait status has 7 bits for it */
#define REALTIME   32	/* the first real-time signal of every kernel */

/*
 * The wire's numbers are those of most architectures (linux: asm-generic/errno.h, signal.h), except
 * 16, SIGSTKFLT, which some lack. Numbers never change; new ones go to the end.
 */
static const uint16_t errors[] = {
	[1] = EPERM,
	[2] = ENOENT,
	[3] = ESRCH,
	[4] = EINTR,
	[5] = EIO,
	[6] = ENXIO,
	[7] = E2BIG,
	[8] = ENOEXEC,
	[9] = EBADF,
	[10] = ECHILD,
	[11] = EAGAIN,
	[12] = ENOMEM,
	[13] = EACCES,
	[14] = EFAULT,
	[15] = ENOTBLK,
	[16] = EBUSY,
	[17] = EEXIST,
	[18] = EXDEV,
	[19] = ENODEV,
	[20] = ENOTDIR,
	[21] = EISDIR,
	[22] = EINVAL,
	[23] = ENFILE,
	[24] = EMFILE,
	[25] = ENOTTY,
	[26] = ETXTBSY,
	[27] = EFBIG,
	[28] = ENOSPC,
	[29] = ESPIPE,
	[30] = EROFS,
	[31] = EMLINK,
	[32] = EPIPE,
	[33] = EDOM,
	[34] = ERANGE,
	[35] = EDEADLK,
	[36] = ENAMETOOLONG,
	[37] = ENOLCK,
	[38] = ENOSYS,
	[39] = ENOTEMPTY,
	[40] = ELOOP,
	[42] = ENOMSG,
	[43] = EIDRM,
	[44] = ECHRNG,
	[45] = EL2NSYNC,
	[46] = EL3HLT,
	[47] = EL3RST,
	[48] = ELNRNG,
	[49] = EUNATCH,
	[50] = ENOCSI,
	[51] = EL2HLT,
	[52] = EBADE,
	[53] = EBADR,
	[54] = EXFULL,
	[55] = ENOANO,
	[56] = EBADRQC,
	[57] = EBADSLT,
	[59] = EBFONT,
	[60] = ENOSTR,
	[61] = ENODATA,
	[62] = ETIME,
	[63] = ENOSR,
	[64] = ENONET,
	[65] = ENOPKG,
	[66] = EREMOTE,
	[67] = ENOLINK,
	[68] = EADV,
	[69] = ESRMNT,
	[70] = ECOMM,
	[71] = EPROTO,
	[72] = EMULTIHOP,
	[73] = EDOTDOT,
	[74] = EBADMSG,
	[75] = EOVERFLOW,
	[76] = ENOTUNIQ,
	[77] = EBADFD,
	[78] = EREMCHG,
	[79] = ELIBACC,
	[80] = ELIBBAD,
	[81] = ELIBSCN,
	[82] = ELIBMAX,
	[83] = ELIBEXEC,
	[84] = EILSEQ,
	[85] = ERESTART,
	[86] = ESTRPIPE,
	[87] = EUSERS,
	[88] = ENOTSOCK,
	[89] = EDESTADDRREQ,
	[90] = EMSGSIZE,
	[91] = EPROTOTYPE,
	[92] = ENOPROTOOPT,
	[93] = EPROTONOSUPPORT,
	[94] = ESOCKTNOSUPPORT,
	[95] = EOPNOTSUPP,
	[96] = EPFNOSUPPORT,
	[97] = EAFNOSUPPORT,
	[98] = EADDRINUSE,
	[99] = EADDRNOTAVAIL,
	[100] = ENETDOWN,
	[101] = ENETUNREACH,
	[102] = ENETRESET,
	[103] = ECONNABORTED,
	[104] = ECONNRESET,
	[105] = ENOBUFS,
	[106] = EISCONN,
	[107] = ENOTCONN,
	[108] = ESHUTDOWN,
	[109] = ETOOMANYREFS,
	[110] = ETIMEDOUT,
	[111] = ECONNREFUSED,
	[112] = EHOSTDOWN,
	[113] = EHOSTUNREACH,
	[114] = EALREADY,
	[115] = EINPROGRESS,
	[116] = ESTALE,
	[117] = EUCLEAN,
	[118] = ENOTNAM,
	[119] = ENAVAIL,
	[120] = EISNAM,
	[121] = EREMOTEIO,
	[122] = EDQUOT,
	[123] = ENOMEDIUM,
	[124] = EMEDIUMTYPE,
	[125] = ECANCELED,
	[126] = ENOKEY,
	[127] = EKEYEXPIRED,
	[128] = EKEYREVOKED,
	[129] = EKEYREJECTED,
	[130] = EOWNERDEAD,
	[131] = ENOTRECOVERABLE,
	[132] = ERFKILL,
	[133] = EHWPOISON,
};

static const uint8_t signals[REALTIME] = {
	[1] = SIGHUP,	[2] = SIGINT,	 [3] = SIGQUIT,	 [4] = SIGILL,	 [5] = SIGTRAP,
	[6] = SIGABRT,	[7] = SIGBUS,	 [8] = SIGFPE,	 [9] = SIGKILL,	 [10] = SIGUSR1,
	[11] = SIGSEGV, [12] = SIGUSR2,	 [13] = SIGPIPE, [14] = SIGALRM, [15] = SIGTERM,
	[17] = SIGCHLD, [18] = SIGCONT,	 [19] = SIGSTOP, [20] = SIGTSTP, [21] = SIGTTIN,
	[22] = SIGTTOU, [23] = SIGURG,	 [24] = SIGXCPU, [25] = SIGXFSZ, [26] = SIGVTALRM,
	[27] = SIGPROF, [28] = SIGWINCH, [29] = SIGIO,	 [30] = SIGPWR,	 [31] = SIGSYS,
};

/* Both return 0 for a number that the table lacks. */

static unsigned known_error(int errnum)
{
	for (unsigned i = 1; i < sizeof(errors) / sizeof(*errors); i++)
		if (errors[i] && errors[i] == errnum)
			return i;
	return 0;
}

static unsigned known_signal(int signo)
{
	if (signo >= REALTIME && signo <= SIGNAL_MAX)
		return (unsigned)signo;
	for (unsigned i = 1; i < REALTIME; i++)
		if (signals[i] && signals[i] == signo)
			return i;
	return 0;
}

uint64_t wire_error(int errnum)
{
	const unsigned known = known_error(errnum);

	return known ? known : WIRE_OTHER + (unsigned)errnum;
}

uint64_t wire_signal(int signo)
{
	const unsigned known = known_signal(signo);

	return known ? known : WIRE_OTHER + (unsigned)signo;
}

int wire_error_here(uint64_t error)
{
	const uint64_t own = error - WIRE_OTHER;

	if (error < sizeof(errors) / sizeof(*errors))
		return errors[error];
	if (error <= WIRE_OTHER || own > ERROR_MAX)
		return 0;
	return (int)(known_error((int)own) ? error : own);
}

int wire_signal_here(uint64_t signal)
{
	const uint64_t own = signal - WIRE_OTHER;

	if (signal <= SIGNAL_MAX)
		return signal < REALTIME ? signals[signal] : (int)signal;
	if (signal <= WIRE_OTHER || own > SIGNAL_MAX)
		return 0;
	return (int)(known_signal((int)own) ? signal : own);
}

bool wire_exit_here(struct wire_exit *x)
{
	switch (x->end) {
	case WIRE_EXITED:
		return x->value <= WIRE_STATUS_MAX;
	case WIRE_SIGNALLED_END:
		x->value = (uint64_t)wire_signal_here(x->value);
		return x->value;
	case WIRE_NOT_RUN:
	case WIRE_NO_DIR:
	case WIRE_NO_TTY:
		x->value = (uint64_t)wire_error_here(x->value);
		return x->value;
	default:
		return false;
	}
}

bool wire_bye_here(struct wire_bye *b)
{
	const uint64_t number = b->status >> 32;
	int here;

	switch (b->cause) {
	case WIRE_SHELL_ENDED:
		return b->status <= WIRE_STATUS_MAX;
	case WIRE_SHELL_KILLED:
	case WIRE_SIGNALLED:
		here = wire_signal_here(b->status);
		b->status = (uint64_t)here;
		return here;
	case WIRE_NO_SHELL:
		here = wire_error_here(b->status);
		b->status = (uint64_t)here;
		return here;
	case WIRE_ASKED:
	case WIRE_BAD_ROOT:
		return !b->status;
	case WIRE_NO_SHARE:
		here = wire_error_here((uint32_t)b->status);
		b->status = number << 32 | (unsigned)here;
		return here;
	default:
		return false;
	}
}
