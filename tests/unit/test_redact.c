// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Lists of arguments, and the same lists redacted. */
#include "harness.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "base/util.h"
#include "redact/redact.h"

#define R REDACTED
#define TOKEN36 "16C7e42F292c6912E7710c838347Ae178B4a"
#define JWT "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N_XgL0"
#define PEM "-----BEGIN RSA PRIVATE KEY-----"
#define PEM_END "-----END RSA PRIVATE KEY-----"

static struct redactor redactor;
static struct strbuf buf;

static int teardown(void **state)
{
	redact__free(&redactor);
	strbuf__free(&buf);
	return 0;
}

/* Redact arguments that each end in a NUL, and join them again. */
static void redact(struct strbuf *out, const char *bytes, size_t len)
{
	struct arg args[16] = {};
	size_t n = 0;

	for (const char *at = bytes; at < bytes + len; n++) {
		args[n] = (struct arg){ .text = at, .len = strlen(at) };
		at += args[n].len + 1;
	}
	assert_int_equal(redact__list(&redactor, &buf, args, n), 0);
	strbuf__reset(out);
	for (size_t i = 0; i < n; i++) {
		strbuf__add(out, args[i].text, args[i].len);
		strbuf__addc(out, '\0');
	}
}

struct example {
	const char *given, *expected; /* expected NULL: unchanged */
	size_t given_len, expected_len;
};

#define HIDES(given, expected)        \
	{                             \
		BOTH(given, expected) \
	}
#define BOTH(given, expected) given "\0", expected "\0", sizeof(given), sizeof(expected)
#define SHOWS(given)                               \
	{                                          \
		given "\0", NULL, sizeof(given), 0 \
	}

static void check(const struct example *examples, size_t n)
{
	struct strbuf out = {};

	for (size_t i = 0; i < n; i++) {
		const struct example *e = &examples[i];
		const char *expected = e->expected ? e->expected : e->given;
		size_t len = e->expected ? e->expected_len : e->given_len;

		redact(&out, e->given, e->given_len);
		if (out.len == len && !memcmp(out.data, expected, len))
			continue;
		for (size_t at = 0; at < out.len; at++)
			out.data[at] = out.data[at] ? out.data[at] : '|';
		fail_msg("'%s...' became '%.*s'", e->given, (int)out.len, out.data);
	}
	strbuf__free(&out);
}

#define CHECK(...)                                                         \
	do {                                                               \
		static const struct example examples_[] = { __VA_ARGS__ }; \
		check(examples_, ARRAY_SIZE(examples_));                   \
	} while (0)

static void test_options(void **state)
{
	CHECK(HIDES("x\0--password\0hunter2\0y", "x\0--password\0" R "\0y"),
	      HIDES("x\0--password=hunter2", "x\0--password=" R),
	      HIDES("--password=two words", "--password=" R),
	      HIDES("--password=it's \"q\"; x", "--password=" R),
	      HIDES("--PassWord=x", "--PassWord=" R),
	      HIDES("--db-password=x", "--db-password=" R),
	      HIDES("--dbPassword\0x", "--dbPassword\0" R),
	      HIDES("--api-key=x", "--api-key=" R),
	      HIDES("--api_key\0x", "--api_key\0" R),
	      HIDES("--apikey\0x", "--apikey\0" R),
	      HIDES("--access.key=x", "--access.key=" R),
	      HIDES("--private-key=x", "--private-key=" R),
	      HIDES("--client-secret\0x", "--client-secret\0" R),
	      HIDES("--auth\0user:x", "--auth\0" R),
	      HIDES("--credentials=x", "--credentials=" R),
	      HIDES("--pass-phrase=x", "--pass-phrase=" R),
	      HIDES("-token\0x", "-token\0" R),
	      HIDES("-passin\0pass:x", "-passin\0pass:" R),
	      HIDES("-storepass\0x", "-storepass\0" R),
	      HIDES("-Ddb.password=x y", "-Ddb.password=" R),
	      HIDES("--set=a.token=x y", "--set=a.token=" R),
	      HIDES("--password\0-Hunter2", "--password\0" R),
	      HIDES("--password\0--Hunter2", "--password\0" R),
	      HIDES("--token\0--token=x\0y", "--token\0--token=" R "\0y"),
	      HIDES("--password x y", "--password " R),
	      HIDES("--password=\xff\x80 \xc3\xa9", "--password=" R),
	      HIDES("--pw=\xe2\x98\x83\0--auth=\x01", "--pw=" R "\0--auth=" R));
}

static void test_options_that_are_none(void **state)
{
	CHECK(SHOWS(""), SHOWS("\0\0"), SHOWS("ls\0-la\0/tmp"), SHOWS("--password="),
	      SHOWS("--password\0"), SHOWS("--password"), SHOWS("--token-file=/path"),
	      SHOWS("--password-file\0/etc/pw"), SHOWS("--no-password\0user"),
	      SHOWS("--ask-pass\0host"), SHOWS("--with-token\0x"),
	      SHOWS("--password\0-u\0root"), SHOWS("--password\0--user\0root"),
	      SHOWS("--password\0--\0root"), SHOWS("--password-stdin\0x"),
	      SHOWS("--max-tokens=100"), SHOWS("--tokenizer\0x"),
	      SHOWS("--secretary=bob"), SHOWS("--key=x"), SHOWS("--author=bob"),
	      SHOWS("--bypass\0x"), SHOWS("--compass=north"), SHOWS("--pwd=/tmp"),
	      SHOWS("passwd\0root"), SHOWS("-m\0add --password\0x"), SHOWS("password\0x"),
	      SHOWS("-p\0x"), SHOWS("mkdir\0-p\0x"), SHOWS("-px"),
	      SHOWS("echo\0my password is"));
}

static void test_variables(void **state)
{
	CHECK(HIDES("env\0PASSWORD=a b\0x", "env\0PASSWORD=" R "\0x"),
	      HIDES("docker\0run\0-e\0MYSQL_ROOT_PASSWORD=x\0db",
		    "docker\0run\0-e\0MYSQL_ROOT_PASSWORD=" R "\0db"),
	      HIDES("-eGH_TOKEN=x", "-eGH_TOKEN=" R),
	      HIDES("PGPASSWORD=x", "PGPASSWORD=" R),
	      HIDES("AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
		    "AWS_SECRET_ACCESS_KEY=" R),
	      HIDES("MYSQL_PWD=x", "MYSQL_PWD=" R), HIDES("SSHPASS=x", "SSHPASS=" R),
	      HIDES("SECRET_KEY_BASE=x", "SECRET_KEY_BASE=" R),
	      HIDES("API_KEY_2=x", "API_KEY_2=" R), HIDES("token:=x", "token:" R),
	      HIDES("-e\0DB_PASS=x\0--token", "-e\0DB_PASS=" R "\0--token"),
	      SHOWS("PWD=/root"), SHOWS("OLDPWD=/root"), SHOWS("SSH_AUTH_SOCK=/tmp/ssh"),
	      SHOWS("XAUTHORITY=/root/.Xauthority"), SHOWS("TOKEN_URL=x"),
	      SHOWS("PASSWORD="), SHOWS("PATH=/bin:/usr/bin"));
}

static void test_inside(void **state)
{
	CHECK(HIDES("curl\0-H\0Authorization: Bearer x", "curl\0-H\0Authorization: " R),
	      HIDES("-HProxy-Authorization: Basic x", "-HProxy-Authorization: " R),
	      HIDES("X-Api-Key:x", "X-Api-Key:" R),
	      HIDES("Cookie: a=b; c=d", "Cookie: " R),
	      HIDES("{\"user\":\"u\",\"password\": \"a b\",\"x\":1}",
		    "{\"user\":\"u\",\"password\": \"" R "\",\"x\":1}"),
	      HIDES("{\"password\":\"a\\\"b\"}", "{\"password\":\"" R "\"}"),
	      HIDES("echo {\\\"token\\\":\\\"a b\\\",\\\"x\\\":1}",
		    "echo {\\\"token\\\":\\\"" R "\\\",\\\"x\\\":1}"),
	      HIDES("a=1&user[password]=x&b=2", "a=1&user[password]=" R "&b=2"),
	      HIDES("https://h/p?token=x&y=1#z", "https://h/p?token=" R "&y=1#z"),
	      HIDES("host=h password=x y=1", "host=h password=" R " y=1"),
	      HIDES("host=h password = x y=1", "host=h password = " R " y=1"),
	      HIDES("Server=h;Password=x;Port=1", "Server=h;Password=" R ";Port=1"),
	      SHOWS("{\"auth\":{\"user\":\"u\"}}"), SHOWS("registry/my-token:latest"),
	      SHOWS("Auth::Token::new"), SHOWS("secret://x"), SHOWS("the token is"),
	      SHOWS("see: password"));
}

static void test_shell(void **state)
{
	CHECK(HIDES("sh\0-c\0export TOKEN=abc; curl x",
		    "sh\0-c\0export TOKEN=" R "; curl x"),
	      HIDES("sh\0-c\0TOKEN=abc curl x", "sh\0-c\0TOKEN=" R " curl x"),
	      HIDES("bash\0-lc\0A_TOKEN='a b' x", "bash\0-lc\0A_TOKEN='" R "' x"),
	      HIDES("sh\0-c\0A_TOKEN=\"a 'b\" x", "sh\0-c\0A_TOKEN=\"" R "\" x"),
	      HIDES("sh\0-c\0echo 'PASSWORD=a b' x", "sh\0-c\0echo 'PASSWORD=" R "' x"),
	      HIDES("sh\0-c\0x --password secret -u y",
		    "sh\0-c\0x --password " R " -u y"),
	      HIDES("sh\0-c\0x --password=secret|y", "sh\0-c\0x --password=" R "|y"),
	      HIDES("sh\0-c\0x --token a\\ b y", "sh\0-c\0x --token " R " y"),
	      HIDES("sh\0-c\0curl -H 'Authorization: Bearer x' u",
		    "sh\0-c\0curl -H 'Authorization: " R "' u"),
	      HIDES("sh\0-c\0curl -H \\\"Authorization: Bearer x\\\" u",
		    "sh\0-c\0curl -H \\\"Authorization: " R "\\\" u"),
	      HIDES("sh\0-c\0mysql -uroot -psecret db",
		    "sh\0-c\0mysql -uroot -p" R " db"),
	      HIDES("sh\0-c\0a\ntoken: x\nb", "sh\0-c\0a\ntoken: " R "\nb"),
	      SHOWS("sh\0-c\0PASSWORD= x"), SHOWS("sh\0-c\0x --password --user y"),
	      SHOWS("sh\0-c\0x --no-password y"), SHOWS("sh\0-c\0[ -n \"$TOKEN\" ]"));
}

static void test_programs(void **state)
{
	CHECK(HIDES("mysql\0-uroot\0-psecret\0db", "mysql\0-uroot\0-p" R "\0db"),
	      HIDES("/usr/bin/mysqldump\0-p#x y", "/usr/bin/mysqldump\0-p" R),
	      HIDES("sudo\0mariadb\0-px", "sudo\0mariadb\0-p" R),
	      HIDES("sshpass\0-p\0x\0ssh\0h", "sshpass\0-p\0" R "\0ssh\0h"),
	      HIDES("sshpass\0-px\0ssh", "sshpass\0-p" R "\0ssh"),
	      HIDES("curl\0-u\0me:x\0http://h", "curl\0-u\0" R "\0http://h"),
	      HIDES("curl\0--user\0me:x\0h", "curl\0--user\0" R "\0h"),
	      HIDES("redis-cli\0-a\0x", "redis-cli\0-a\0" R),
	      HIDES("ldapsearch\0-w\0x", "ldapsearch\0-w\0" R),
	      HIDES("mongosh\0-p\0x", "mongosh\0-p\0" R), SHOWS("mysql\0-p\0db"),
	      SHOWS("mysql\0--user\0root"), SHOWS("curl\0-s\0-p\0x"),
	      SHOWS("ssh\0-p\0"
		    "22"),
	      SHOWS("curling\0-u\0x"));
}

static void test_looks(void **state)
{
	CHECK(HIDES("https://me:pw@host/x", "https://me:" R "@host/x"),
	      HIDES("git\0clone https://a:b:c@d@h/x https://e:f@h",
		    "git\0clone https://a:" R "@h/x https://e:" R "@h"),
	      HIDES("redis://:pw@h:1", "redis://:" R "@h:1"),
	      HIDES("https://token:pw@h/x", "https://token:" R "@h/x"),
	      HIDES("x AKIAIOSFODNN7EXAMPLE y", "x " R " y"),
	      HIDES("id=ASIAIOSFODNN7EXAMPLE", "id=" R), HIDES("ghp_" TOKEN36, R),
	      HIDES("x:gho_" TOKEN36 "@", "x:" R "@"),
	      HIDES("ghu_" TOKEN36 ",ghs_" TOKEN36, R "," R),
	      HIDES("github_pat_11AAAA_" TOKEN36, R),
	      HIDES("ghr_" TOKEN36 "-password=x", R "-password=" R),
	      HIDES("glpat-abcdefghij0123456789", R),
	      HIDES("xoxb-123456789012-abcdef", R), HIDES(JWT, R),
	      HIDES("a " JWT " b", "a " R " b"),
	      HIDES(PEM "\nMII=\n" PEM_END "\n", PEM R PEM_END "\n"),
	      HIDES("k\0" PEM "\nMII", "k\0" PEM R), SHOWS("https://me@host:80/x"),
	      SHOWS("https://host:80/a@b"), SHOWS("https://me:@host/"),
	      SHOWS("http://h/?a:b@c"), SHOWS("a:b@c"), SHOWS("://"),
	      SHOWS("xAKIAIOSFODNN7EXAMPLE"), SHOWS("AKIAIOSFODNN7EXAMPLEx"),
	      SHOWS("AKIAIOSFODNN7EXAMPLe"), SHOWS("AKIA"), SHOWS("ghp_short"),
	      SHOWS("xoxz-123456789012"), SHOWS("eyJhbGciOiJIUzI1NiJ9"),
	      SHOWS("eyJhbGciOiJIUzI1NiJ9.json"), SHOWS("eyJ.eyJzdWIiOiIxIn0"),
	      SHOWS("-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----"),
	      SHOWS("-----BEGIN PRIVATE KEY"), SHOWS("-----BEGIN "));
}

static void add(const char *regex)
{
	char error[160];

	assert_int_equal(redact__add(&redactor, regex, error, sizeof(error)), 0);
}

static void test_own(void **state)
{
	add("id-[0-9]+");
	add("pin (of [a-z]+ )?([0-9]{4})");
	add("^--code=(.*)");
	add("q");
	add("u=(x)|v=(y)");
	CHECK(HIDES("id-1 id-22,id-x", R " " R ",id-x"),
	      HIDES("--code=\xff y", "--code=" R), SHOWS(" --code=y"),
	      HIDES("qqqx", R "x"), HIDES("u=x v=y", "u=" R " " R),
	      /* The first group if it matched, else the whole match. */
	      HIDES("pin of me 1234", "pin " R "1234"), HIDES("pin 1234!", R "!"),
	      /* Overlapping secrets become one; built-in patterns still apply. */
	      HIDES("--password=id-1", "--password=" R),
	      HIDES("xghp_" TOKEN36 "id-1", "x" R), HIDES("\0id-9\0", "\0" R "\0"),
	      SHOWS(""));
}

static void test_bad_patterns(void **state)
{
	static const struct {
		const char *regex, *reason;
	} bad[] = {
		{ "(", "missing ')' after '('" },
		{ "(a)\\1", "it has no back-references" },
		{ "", "matches the empty string" },
		{ "a*", "matches the empty string" },
		{ "^", "matches the empty string" },
	};
	char error[160];

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		assert_int_equal(
			redact__add(&redactor, bad[i].regex, error, sizeof(error)),
			-EINVAL);
		assert_string_equal(error, bad[i].reason);
	}
	assert_int_equal(redactor.n, 0);
}

/* If the user's pattern takes too long, a variable loses its value, not its name. */
static void test_variable_whole(void **state)
{
	static char text[1 << 14] = "NAME=";
	struct arg vars[] = { { .text = text, .len = sizeof(text) },
			      { .text = "B=2", .len = 3 } };

	memset(text + 5, 'a', sizeof(text) - 5);
	add("a(.*b)?");
	assert_int_equal(redact__env(&redactor, &buf, vars, 2), 0);
	assert_true(vars[0].redacted_whole && vars[1].redacted_whole);
	assert_memory_equal(vars[0].text, "NAME=" R, vars[0].len);
	assert_memory_equal(vars[1].text, "B=" R, vars[1].len);
}

/* Arguments without secrets are untouched, and a second list is redacted alike. */
static void test_marks(void **state)
{
	struct arg args[] = {
		{ .text = "ls", .len = 2 },	     { .text = "", .unreadable = true },
		{ .text = "--token=x!!", .len = 9 }, { .text = REDACTED, .len = 10 },
		{ .text = "a_token=y", .len = 9 },
	};
	struct arg other = { .text = "PASSWORD=z", .len = 10 };
	struct strbuf second_buf = {};
	const char *ls = args[0].text, *literal = args[3].text;

	assert_int_equal(redact__list(&redactor, &buf, args, 5), 0);
	assert_int_equal(redact__list(&redactor, &second_buf, &other, 1), 0);
	assert_ptr_equal(args[0].text, ls);
	assert_ptr_equal(args[3].text, literal);
	assert_false(args[0].redacted || args[1].redacted || args[3].redacted);
	assert_true(args[2].redacted && args[4].redacted && other.redacted);
	assert_int_equal(args[1].len, 0);
	assert_int_equal(args[2].len, strlen("--token=" R));
	assert_memory_equal(args[2].text, "--token=" R, args[2].len);
	assert_int_equal(args[4].len, strlen("a_token=" R));
	assert_memory_equal(args[4].text, "a_token=" R, args[4].len);
	assert_memory_equal(other.text, "PASSWORD=" R, other.len);
	assert_int_equal(redact__list(&redactor, &buf, NULL, 0), 0);
	strbuf__free(&second_buf);
}

#define MILLION (1 << 20)

/* clang-format off */
static const char *const pieces[] = {
	"a", "-", "ghp_", "eyJ", "eyJ-", "://", "\\", "'", "\\'\"", " ", "://a:",
	"-----BEGIN ", "token ", "--token ", "token ' ", "AKIA", "=", "token=",
	"password", "1", "mysql -p ", "curl -u ", "xoxb- ", "\xff", "'-token \\",
	"ghp_0123456789012345678901.", "token\\\\", "eyJa.eyJ", "://a:b", "://a:b/",
	"sk-", "sk-a ", "jdbc:oracle:", "@tcp(", "a:b@tcp(", "'\\''", "'\\''token=",
	"token:[", "<token>", "PASSWORD ", "PASSWORD('a',", "PASSWORD('a',)",
	"set password for ", "identified by ", "identified by password ", "pragma key=",
	"(", ")", ";", "$(", "curl -u'", "curl -u ' -", "curl -u a:", "curl '",
	"curl \"' -u", "htpasswd -b ", "redis-cli auth ", "vault login a= ",
	"nmcli password ", "docker -", "bearer ", "basic 1", "?sig=", "&key=a",
	"{pwd:'", "pwd\\\\\\\\", "token password ", "git config a/", "mysql ", "/",
	"/p:", "xfreerdp /p: ",
};
/* clang-format on */

/* A long repetition, then a secret: it is found in linear time. */
static void test_long(void **state)
{
	char *text = malloc(2 * MILLION);
	struct timespec begin, end;

	for (size_t i = 0; i < ARRAY_SIZE(pieces); i++) {
		static const char last[] = " --password=SECRET";
		struct arg arg = { .text = text };

		while (arg.len < MILLION / 4) {
			memcpy(text + arg.len, pieces[i], strlen(pieces[i]));
			arg.len += strlen(pieces[i]);
		}
		memcpy(text + arg.len, last, strlen(last));
		arg.len += strlen(last);
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
		assert_int_equal(redact__list(&redactor, &buf, &arg, 1), 0);
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
		assert_true(arg.redacted);
		assert_null(memmem(arg.text, arg.len, "SECRET", 6));
		/* Linear time is some 10 ms, quadratic time is a minute. */
		if (end.tv_sec - begin.tv_sec > 3)
			fail_msg("'%s' takes too long", pieces[i]);
	}
	free(text);
}

#ifndef SANITIZED /* a sanitizer's shadow memory exceeds the limit */
/* Out of memory is an error: the event is not shown half redacted. */
static void test_no_memory(void **state)
{
	const size_t size = 64 * MILLION;
	struct rlimit old, small = { .rlim_cur = size / 2 };
	char *text = malloc(size);
	struct arg arg = { .text = text, .len = size };
	int err;

	memset(text, 'a', size);
	memcpy(text, "token=", 6);
	assert_int_equal(getrlimit(RLIMIT_AS, &old), 0);
	small.rlim_max = old.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_AS, &small), 0);
	err = redact__list(&redactor, &buf, &arg, 1);
	assert_int_equal(setrlimit(RLIMIT_AS, &old), 0);
	assert_int_equal(err, -ENOMEM);
	assert_int_equal(redact__list(&redactor, &buf, &arg, 1), 0);
	assert_memory_equal(arg.text, "token=" R, arg.len);
	free(text);
}
#endif

#define TEST(name) cmocka_unit_test_teardown(name, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_options),	 TEST(test_options_that_are_none),
		TEST(test_variables),	 TEST(test_inside),
		TEST(test_shell),	 TEST(test_programs),
		TEST(test_looks),	 TEST(test_own),
		TEST(test_bad_patterns), TEST(test_marks),
		TEST(test_long),	 TEST(test_variable_whole),
#ifndef SANITIZED
		TEST(test_no_memory),
#endif
	};

	return cmocka_run_group_tests_name("redact", tests, NULL, NULL);
}
