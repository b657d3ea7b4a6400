/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/net/frame.h"

#include <arpa/inet.h>
#include <net/ethernet.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/ip_icmp.h>

#define PORT_DNS      53
#define PORT_DHCP     67
#define PORT_DHCP6    547
#define HEADER4	      20 /* bytes, without options */
#define HEADER6	      40
#define HEADER_ICMP   8
#define PORTS	      4		    /* where TCP and UDP have them */
#define FRAGMENT      0x3fff	    /* of the IPv4 header's field: more fragments, or an offset */
#define QUOTE	      (HEADER6 + 8) /* how much of a packet an answer quotes */
#define ICMP_FILTERED 13	    /* RFC 1812, 5.2.7.1 */
#define TTL	      64

static unsigned be16(const uint8_t *p)
{
	return (unsigned)p[0] << 8 | p[1];
}

static uint32_t be32(const uint8_t *p)
{
	return (uint32_t)be16(p) << 16 | be16(p + 2);
}

static bool is_address6(const uint8_t *address, const char *text, size_t bytes)
{
	struct in6_addr a;

	return inet_pton(AF_INET6, text, &a) == 1 && !memcmp(address, &a, bytes);
}

static bool is_dns(unsigned protocol, unsigned port)
{
	return (protocol == IPPROTO_UDP || protocol == IPPROTO_TCP) && port == PORT_DNS;
}

static enum frame_verdict by_place(enum frame_place place)
{
	return place == FRAME_ELSEWHERE ? FRAME_PASS
	       : place == FRAME_HOST	? FRAME_REFUSE
					: FRAME_DROP;
}

/* To the guest's own network. */
static enum frame_verdict judge_near4(const uint8_t *ip, size_t header, size_t total)
{
	const uint32_t to = be32(ip + 16);
	const bool named = to == FRAME_GATEWAY || to == FRAME_DNS;
	const unsigned protocol = ip[9];
	unsigned port;

	if (protocol == IPPROTO_ICMP)
		return named ? FRAME_PASS : FRAME_DROP;
	if ((be16(ip + 6) & FRAGMENT) || total < header + PORTS)
		return FRAME_DROP;
	port = be16(ip + header + 2);
	if (protocol == IPPROTO_UDP && port == PORT_DHCP && to != FRAME_DNS)
		return FRAME_PASS;
	if (to == FRAME_DNS && is_dns(protocol, port))
		return FRAME_PASS;
	return named ? FRAME_REFUSE : FRAME_DROP;
}

static enum frame_verdict judge4(const uint8_t *ip, size_t n, frame_where where, void *arg)
{
	size_t header, total;
	uint32_t to;

	if (n < HEADER4 || ip[0] >> 4 != 4)
		return FRAME_DROP;
	header = (ip[0] & 0xfu) * 4;
	total = be16(ip + 2);
	if (header < HEADER4 || total < header || total > n)
		return FRAME_DROP;
	to = be32(ip + 16);
	if ((to & FRAME_NETMASK) == FRAME_NETWORK || to == INADDR_BROADCAST)
		return judge_near4(ip, header, total);
	return by_place(where(arg, AF_INET, ip + 16));
}

/* To the guest's own network, its link or a group. */
static enum frame_verdict judge_near6(const uint8_t *ip, size_t n)
{
	const uint8_t *to = ip + 24, *payload = ip + HEADER6;
	const bool dns = is_address6(to, FRAME_DNS6, 16);
	const bool named = dns || is_address6(to, FRAME_GATEWAY6, 16);
	const unsigned protocol = ip[6];
	unsigned port;

	if (n < HEADER6 + PORTS)
		return FRAME_DROP;
	if (protocol == IPPROTO_ICMPV6)
		return (payload[0] >= ND_ROUTER_SOLICIT && payload[0] <= ND_NEIGHBOR_ADVERT) ||
				       (named && payload[0] == ICMP6_ECHO_REQUEST)
			       ? FRAME_PASS
			       : FRAME_DROP;
	port = be16(payload + 2);
	if (dns && is_dns(protocol, port))
		return FRAME_PASS;
	if (protocol == IPPROTO_UDP && port == PORT_DHCP6 && is_address6(to, "ff02::1:2", 16))
		return FRAME_PASS;
	return named ? FRAME_REFUSE : FRAME_DROP;
}

/* libslirp knows no extension headers. */
static enum frame_verdict judge6(const uint8_t *ip, size_t n, frame_where where, void *arg)
{
	const uint8_t *to = ip + 24;

	if (n < HEADER6 || ip[0] >> 4 != 6 || HEADER6 + be16(ip + 4) > n)
		return FRAME_DROP;
	n = HEADER6 + be16(ip + 4);
	if (is_address6(to, FRAME_NETWORK6, 8) || to[0] == 0xff ||
	    (to[0] == 0xfe && (to[1] & 0xc0) == 0x80))
		return judge_near6(ip, n);
	/* "::", "::1", and IPv4 addresses in two notations: a socket would use IPv4 */
	if (is_address6(to, "::", 12) || is_address6(to, "::ffff:0:0", 12))
		return FRAME_REFUSE;
	return by_place(where(arg, AF_INET6, to));
}

enum frame_verdict frame_judge(const uint8_t *frame, size_t n, frame_where where, void *arg)
{
	if (n < ETH_HLEN)
		return FRAME_DROP;
	switch (be16(frame + 2 * ETH_ALEN)) {
	case ETHERTYPE_ARP:
		return FRAME_PASS;
	case ETHERTYPE_IP:
		return judge4(frame + ETH_HLEN, n - ETH_HLEN, where, arg);
	case ETHERTYPE_IPV6:
		return judge6(frame + ETH_HLEN, n - ETH_HLEN, where, arg);
	default:
		return FRAME_DROP;
	}
}

static void put16(uint8_t *p, unsigned v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

/* RFC 1071; n is even. */
static unsigned checksum(uint32_t sum, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i += 2)
		sum += be16(p + i);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum & 0xffff;
}

static size_t refusal4(const uint8_t *ip, size_t n, uint8_t *out)
{
	const size_t quote = (ip[0] & 0xfu) * 4 + 8, total = HEADER4 + HEADER_ICMP + quote;
	uint8_t *icmp = out + HEADER4;

	if (quote > n || (ip[9] != IPPROTO_TCP && ip[9] != IPPROTO_UDP) ||
	    (be16(ip + 6) & FRAGMENT))
		return 0;
	out[0] = 0x45;
	put16(out + 2, (unsigned)total);
	out[8] = TTL;
	out[9] = IPPROTO_ICMP;
	memcpy(out + 12, ip + 16, 4);
	memcpy(out + 16, ip + 12, 4);
	put16(out + 10, checksum(0, out, HEADER4));
	icmp[0] = ICMP_DEST_UNREACH;
	icmp[1] = ICMP_FILTERED;
	memcpy(icmp + HEADER_ICMP, ip, quote);
	put16(icmp + 2, checksum(0, icmp, HEADER_ICMP + quote));
	return total;
}

static size_t refusal6(const uint8_t *ip, size_t n, uint8_t *out)
{
	const size_t length = HEADER_ICMP + QUOTE;
	uint8_t *icmp = out + HEADER6;

	if (n < QUOTE || (ip[6] != IPPROTO_TCP && ip[6] != IPPROTO_UDP))
		return 0;
	memcpy(icmp + HEADER_ICMP, ip, QUOTE);
	icmp[0] = ICMP6_DST_UNREACH;
	icmp[1] = ICMP6_DST_UNREACH_ADMIN;
	memcpy(out + 8, ip + 24, 16);
	memcpy(out + 24, ip + 8, 16);
	/* with the pseudo header of RFC 8200, 8.1 */
	put16(icmp + 2, checksum((uint32_t)length + IPPROTO_ICMPV6, out + 8, 32 + length));
	out[0] = 0x60;
	put16(out + 4, (unsigned)length);
	out[6] = IPPROTO_ICMPV6;
	out[7] = TTL;
	return HEADER6 + length;
}

size_t frame_refusal(const uint8_t *frame, size_t n, uint8_t out[FRAME_REFUSAL_MAX])
{
	const uint8_t *ip = frame + ETH_HLEN;
	size_t length;

	BUG_ON(n < ETH_HLEN + HEADER4);
	memset(out, 0, FRAME_REFUSAL_MAX);
	length = ip[0] >> 4 == 4 ? refusal4(ip, n - ETH_HLEN, out + ETH_HLEN)
				 : refusal6(ip, n - ETH_HLEN, out + ETH_HLEN);
	memcpy(out, frame + ETH_ALEN, ETH_ALEN);
	memcpy(out + ETH_ALEN, frame, ETH_ALEN);
	memcpy(out + 2L * ETH_ALEN, frame + 2L * ETH_ALEN, 2);
	return length ? ETH_HLEN + length : 0;
}
