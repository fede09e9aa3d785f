// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <string.h>
#include <strings.h>

#include "base/util.h"
#include "redact/look.h"
#include "redact/secret_name.h"

static bool is_base64url(char c)
{
	return is_alnum(c) || c == '-' || c == '_';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Bytes that are scanned from each of several positions, which keeps the time linear. */
#define LIMIT 128
/* The shortest token with a prefix is not shorter; nor is the name of a server. */
#define FIRST_BYTES 11

/* A text and a position in it. */
struct cursor {
	const char *text;
	size_t len, pos;
};

/* Return the byte at `pos`, or NUL, which is in no text, after the end. */
static char byte(const struct cursor *c, size_t pos)
{
	return pos < c->len ? c->text[pos] : '\0';
}

static bool begins(const struct cursor *c, size_t pos, const char *prefix)
{
	const size_t n = strlen(prefix);

	return c->len - pos >= n && !memcmp(c->text + pos, prefix, n);
}

static bool ends(const struct cursor *c, size_t pos, const char *suffix)
{
	const size_t n = strlen(suffix);

	return pos >= n && !strncasecmp(c->text + pos - n, suffix, n);
}

/* The body of a private key in PEM (RFC 7468) or of PGP; without its last line, to the end. */
static bool find_block(const struct cursor *c, struct span *span)
{
	static const char begin[] = "-----BEGIN ";
	size_t pos = c->pos + sizeof(begin) - 1;
	const char *end;

	if (!begins(c, c->pos, begin))
		return false;
	while (byte(c, pos) == ' ' || (byte(c, pos) >= 'A' && byte(c, pos) <= 'Z'))
		pos++;
	if (!begins(c, pos, "-----") ||
	    !(ends(c, pos, "PRIVATE KEY") || ends(c, pos, "PRIVATE KEY BLOCK")))
		return false;
	span->begin = pos + 5;
	end = memmem(c->text + span->begin, c->len - span->begin, "-----END", 8);
	span->end = end ? (size_t)(end - c->text) : c->len;
	return span->begin < span->end;
}

static const struct key_kind {
	const char *prefix;
	size_t min_len; /* of letters, digits... */
	const char *extra; /* ... and these characters after the prefix */
	enum {
		DIGIT = 1, /* one of them is a digit, as ordinary words have the prefix */
		PREFIX_SHOWN = 2, /* it names a server */
	} flags;
} key_kinds[] = {
	/* GitHub, GitLab, Bitbucket and Atlassian */
	{ "ghp_", 20, "" },
	{ "gho_", 20, "" },
	{ "ghu_", 20, "" },
	{ "ghs_", 20, "" },
	{ "ghr_", 20, "" },
	{ "github_pat_", 20, "_" },
	{ "glpat-", 16, "_-." },
	{ "glrt-", 16, "_-." },
	{ "gldt-", 16, "_-." },
	{ "glptt-", 16, "_-" },
	{ "glcbt-", 16, "_-" },
	{ "glagent-", 16, "_-" },
	{ "gloas-", 16, "_-" },
	{ "ATATT3", 20, "_-=" },
	{ "ATCTT3", 20, "_-=" },
	{ "ATBB", 20, "", DIGIT },
	/* Slack, Discord, Telegram, Teams */
	{ "xoxa-", 10, "-" },
	{ "xoxb-", 10, "-" },
	{ "xoxc-", 10, "-" },
	{ "xoxd-", 10, "-%" },
	{ "xoxe-", 10, "-" },
	{ "xoxe.xox", 10, "-" },
	{ "xoxp-", 10, "-" },
	{ "xoxr-", 10, "-" },
	{ "xoxs-", 10, "-" },
	{ "xapp-", 10, "-" },
	{ "hooks.slack.com/services/", 6, "/_-", PREFIX_SHOWN },
	{ "hooks.slack.com/workflows/", 6, "/_-", PREFIX_SHOWN },
	{ "discord.com/api/webhooks/", 6, "/_-", PREFIX_SHOWN },
	{ "discordapp.com/api/webhooks/", 6, "/_-", PREFIX_SHOWN },
	{ "api.telegram.org/bot", 6, ":_-", PREFIX_SHOWN },
	{ "webhook.office.com/webhookb2/", 6, "/_-@", PREFIX_SHOWN },
	/* clouds and hosts */
	{ "AIza", 30, "_-" },
	{ "ya29.", 16, "_-." },
	{ "GOCSPX-", 16, "_-" },
	{ "LTAI", 12, "", DIGIT },
	{ "dop_v1_", 20, "" },
	{ "doo_v1_", 20, "" },
	{ "dor_v1_", 20, "" },
	{ "AVNS_", 10, "_-" },
	{ "fo1_", 20, "_-" },
	{ "fm2_", 20, "_-+/=," },
	{ "dapi", 32, "-", DIGIT },
	{ "rnd_", 20, "" },
	{ "nfp_", 20, "" },
	{ "sbp_", 20, "" },
	{ "pscale_tkn_", 20, "_-." },
	{ "pscale_pw_", 20, "_-." },
	{ "tskey-", 16, "-" },
	{ "PMAK-", 20, "-" },
	/* HashiCorp, Pulumi, 1Password, Doppler, age */
	{ "hvs.", 20, "_-" },
	{ "hvb.", 20, "_-" },
	{ "hvr.", 20, "_-" },
	{ "pul-", 30, "", DIGIT },
	{ "ops_eyJ", 20, "_-" },
	{ "dp.st.", 20, "_.-" },
	{ "dp.pt.", 20, "" },
	{ "AGE-SECRET-KEY-1", 20, "" },
	/* package registries */
	{ "npm_", 20, "", DIGIT },
	{ "pypi-AgE", 16, "_-" },
	{ "dckr_pat_", 16, "_-" },
	{ "dckr_oat_", 16, "_-" },
	{ "rubygems_", 20, "" },
	{ "oy2", 40, "", DIGIT },
	{ "AKCp", 20, "", DIGIT },
	/* machine learning */
	{ "sk-", 20, "_-", DIGIT },
	{ "hf_", 20, "", DIGIT },
	{ "gsk_", 20, "", DIGIT },
	{ "r8_", 20, "", DIGIT },
	{ "xai-", 20, "", DIGIT },
	{ "pplx-", 20, "", DIGIT },
	{ "nvapi-", 20, "_-" },
	/* payment, mail, shops, monitoring, CI */
	{ "sk_live_", 10, "" },
	{ "sk_test_", 10, "" },
	{ "rk_live_", 10, "" },
	{ "rk_test_", 10, "" },
	{ "whsec_", 16, "+/=" },
	{ "sq0atp-", 16, "_-" },
	{ "sq0csp-", 16, "_-" },
	{ "SG.", 20, "._-", DIGIT },
	{ "key-", 32, "", DIGIT },
	{ "shpat_", 20, "" },
	{ "shpca_", 20, "" },
	{ "shppa_", 20, "" },
	{ "shpss_", 20, "" },
	{ "glsa_", 20, "_" },
	{ "glc_eyJ", 20, "+/=" },
	{ "NRAK-", 20, "" },
	{ "sntrys_", 20, "_=+/" },
	{ "sntryu_", 20, "" },
	{ "dt0c01.", 20, "." },
	{ "lin_api_", 20, "" },
	{ "figd_", 20, "_-" },
	{ "ntn_", 20, "", DIGIT },
	{ "secret_", 40, "", DIGIT },
	{ "CFPAT-", 20, "_-" },
	{ "CCIPAT_", 20, "_" },
	{ "bkua_", 20, "" },
	{ "phx_", 20, "", DIGIT },
	{ "aio_", 20, "", DIGIT },
	/* a private key in PEM, in base64: RSA, EC, PKCS #8, encrypted, OpenSSH */
	{ "LS0tLS1CRUdJTiBSU0EgUFJJV", 20, "+/=" },
	{ "LS0tLS1CRUdJTiBFQyBQUklW", 20, "+/=" },
	{ "LS0tLS1CRUdJTiBQUklW", 20, "+/=" },
	{ "LS0tLS1CRUdJTiBFTkNSWVBURUQg", 20, "+/=" },
	{ "LS0tLS1CRUdJTiBPUEVOU1NIIFBS", 20, "+/=" },
};

/* Return whether a token may begin here. Their first bytes are like this; most words are
 * shorter. */
static bool may_be_prefixed(const struct cursor *c)
{
	const char *text = c->text + c->pos;

	/* Tokens of GitHub, GitLab and Slack are recognized within words, too. */
	if (c->pos && is_alnum(text[-1]) && text[0] != 'g' && text[0] != 'x')
		return false;
	if (!is_alnum(text[0]) || c->len - c->pos < FIRST_BYTES)
		return false;
	for (size_t i = 1; i < FIRST_BYTES; i++)
		if (!is_name_char(text[i]) && !is_one_of(text[i], "+=%"))
			return false;
	return true;
}

static bool find_prefixed(const struct cursor *c, struct span *span)
{
	const char first = c->text[c->pos];

	if (!may_be_prefixed(c))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(key_kinds); i++) {
		const struct key_kind *kind = &key_kinds[i];
		bool digit = !(kind->flags & DIGIT);
		size_t end;

		if (kind->prefix[0] != first || !begins(c, c->pos, kind->prefix))
			continue;
		end = c->pos + strlen(kind->prefix);
		*span = (struct span){ kind->flags & PREFIX_SHOWN ? end : c->pos, end };
		/* Without a digit stop early: the next position would scan the same again. */
		while ((is_alnum(byte(c, span->end)) ||
			is_one_of(byte(c, span->end), kind->extra)) &&
		       (digit || span->end - end < LIMIT))
			digit |= is_digit(c->text[span->end++]);
		if (digit && span->end - end >= kind->min_len)
			return true;
	}
	return false;
}

/* The id of an AWS access key: exactly 20 upper-case letters and digits. */
static bool find_aws(const struct cursor *c, struct span *span)
{
	size_t end = c->pos + 4;

	if (!begins(c, c->pos, "AKIA") && !begins(c, c->pos, "ASIA"))
		return false;
	while (end - c->pos < 20 && is_alnum(byte(c, end)) &&
	       (byte(c, end) < 'a' || byte(c, end) > 'z'))
		end++;
	*span = (struct span){ c->pos, end };
	return end - c->pos == 20 && !is_alnum(byte(c, end)) &&
	       (!c->pos || !is_alnum(c->text[c->pos - 1]));
}

/* A JSON Web Token (RFC 7519): base64url of an object, a dot, and more base64url. */
static bool find_jwt(struct look *look, const struct cursor *c, struct span *span)
{
	size_t end = c->pos;

	if (!begins(c, c->pos, "eyJ"))
		return false;
	/* Do not scan the same run again from each eyJ in it. */
	if (look->run_end > c->pos)
		end = look->run_end;
	while (is_base64url(byte(c, end)))
		end++;
	look->run_end = end;
	if (end - c->pos < 12 || byte(c, end) != '.')
		return false;
	for (size_t i = 1; i <= 8; i++)
		if (!is_base64url(byte(c, end + i)))
			return false;
	while (is_base64url(byte(c, end)) || byte(c, end) == '.')
		end++;
	*span = (struct span){ c->pos, end };
	return true;
}

/* Return whether a user without a password may be a token: it is long, or has letters of
 * both cases and digits. */
static bool is_token(const char *text, size_t len)
{
	bool upper = false, lower = false, digit = false;

	for (size_t i = 0; i < len; i++) {
		upper |= text[i] >= 'A' && text[i] <= 'Z';
		lower |= text[i] >= 'a' && text[i] <= 'z';
		digit |= is_digit(text[i]);
	}
	return len >= 20 || (len >= 6 && upper && lower && digit);
}

/* Set the span of a password to the user, which ends at `user_end`, if that is a token: it
 * has no password, or one that says so. */
static bool find_user(const struct cursor *c, size_t user_end, struct span *span)
{
	static const char *const dummies[] = { "x-oauth-basic", "api_token", "x", "X" };
	const struct span user = { c->pos + 3, user_end };
	bool is_user = false;

	if (span->begin == span->end)
		is_user = (ends(c, c->pos, "http") || ends(c, c->pos, "https")) &&
			  is_token(c->text + user.begin, user.end - user.begin);
	for (size_t i = 0; i < ARRAY_SIZE(dummies); i++)
		is_user |= span->end - span->begin == strlen(dummies[i]) &&
			   begins(c, span->begin, dummies[i]);
	if (is_user)
		*span = user;
	return is_user && user.begin < user.end;
}

/* :pserver:user:password@host of CVS. */
static bool find_pserver(const struct cursor *c, struct span *span)
{
	size_t pos = c->pos + 9, colon = 0;

	if (!begins(c, c->pos, ":pserver:"))
		return false;
	for (; pos - c->pos < LIMIT && (unsigned char)byte(c, pos) > ' ' &&
	       byte(c, pos) != '@';
	     pos++)
		colon = byte(c, pos) == ':' && !colon ? pos + 1 : colon;
	*span = (struct span){ colon, pos };
	return colon && colon < pos && byte(c, pos) == '@';
}

/* Return whether a character may be in the number of a port, or in a variable for it. */
static bool is_port_char(char c)
{
	return is_digit(c) || is_one_of(c, "${}[]:");
}

/* The password of a URL's userinfo (RFC 3986, section 3.2), or a token in it. */
static bool find_userinfo(const struct cursor *c, struct span *span)
{
	size_t pos = c->pos + 3, colon = 0, at = 0, slash = 0;
	bool is_port = true;

	if (!begins(c, c->pos, "://"))
		return false;
	for (; byte(c, pos) && !is_one_of(byte(c, pos), " \t\r\n\"'`<>"); pos++) {
		const char b = byte(c, pos);

		/* These end a host with its port, but may be in a password. */
		if (!slash && is_one_of(b, "/?#"))
			slash = pos;
		if (slash && (at || !colon || is_port || pos - slash > LIMIT))
			break;
		is_port &= !colon || is_port_char(b);
		if (b == '@')
			at = pos;
		else if (b == ':' && !colon && !at)
			colon = pos + 1;
	}
	if (!at)
		return false;
	*span = (struct span){ colon ? colon : at, at };
	return find_user(c, colon ? colon - 1 : at, span) || span->begin < span->end;
}

/* user:password@tcp(host), as of Go's database drivers, at the @. */
static bool find_data_source(struct look *look, const struct cursor *c, struct span *span)
{
	if (!look->colon || look->colon == c->pos ||
	    !(begins(c, c->pos, "@tcp(") || begins(c, c->pos, "@unix(") ||
	      begins(c, c->pos, "@udp(") || begins(c, c->pos, "@cloudsql(")))
		return false;
	*span = (struct span){ look->colon, c->pos };
	look->colon = 0;
	return true;
}

/* user/password@ of Oracle's drivers. */
static bool find_oracle(const struct cursor *c, struct span *span)
{
	size_t pos = c->pos, slash = 0;

	if (!begins(c, c->pos, "jdbc:oracle:"))
		return false;
	for (; pos - c->pos < LIMIT && (unsigned char)byte(c, pos) > ' ' &&
	       byte(c, pos) != '@';
	     pos++)
		slash = byte(c, pos) == '/' && !slash ? pos + 1 : slash;
	*span = (struct span){ slash, pos };
	return slash && slash < pos && byte(c, pos) == '@';
}

bool look__find(struct look *look, const char *text, size_t len, size_t pos,
		struct span *span)
{
	const struct cursor c = { text, len, pos };

	switch (text[pos]) {
	case ' ':
	case '\t':
	case '\n':
	case '"':
	case '\'':
	case '`':
	case '=':
	case ';':
		look->colon = 0;
		return false;
	case ':':
		if (!look->colon && !begins(&c, pos, "://"))
			look->colon = pos + 1;
		return find_userinfo(&c, span) || find_pserver(&c, span);
	case '@':
		return find_data_source(look, &c, span);
	case '-':
		return find_block(&c, span);
	case 'A':
		return find_aws(&c, span) || find_prefixed(&c, span);
	case 'e':
		return find_jwt(look, &c, span);
	case 'j':
		return find_oracle(&c, span);
	default:
		return find_prefixed(&c, span);
	}
}
