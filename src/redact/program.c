// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define _GNU_SOURCE
#include <string.h>

#include "base/util.h"
#include "redact/program.h"

/* One rule a line. */
/* clang-format off */

/* Sorted by name, in the order of bytes. */
static const struct program_rule rules[] = {
	{ "7z", "", "-p+", "imotuvwx" },
	{ "ab", "", "-A: -P: -C=", "ABCHPTXbcefgimnpqrstuvwxyz" },
	{ "aescrypt", "", "-p", "ko" },
	{ "altool", "", "-p --password" },
	{ "ansible-vault", "encrypt_string", "#1" },
	{ "arj", "", "-g+" },
	{ "augtool", "set", "<name>" },
	{ "aws", "", "--secret-string --secret-binary --token-code --plaintext" },
	{ "aws", "ssm put-parameter", "--value --cli-input-json --cli-input-yaml" },
	{ "aws", "secretsmanager", "--cli-input-json --cli-input-yaml" },
	{ "aws", "kms encrypt", "--cli-input-json --cli-input-yaml" },
	{ "aws", "configure set", "<name>" },
	{ "az", "", "--key-value --secure-environment-variables=", "abcdefgiklmnoqrstuvwxyz" },
	{ "az", "login", "-p --password" },
	{ "az", "acr login", "-p --password" },
	{ "az", "sql server create", "-p" },
	{ "az", "sql server update", "-p" },
	{ "az", "postgres flexible-server", "-p" },
	{ "az", "mysql flexible-server", "-p" },
	{ "az", "keyvault secret set", "--value" },
	{ "az", "vm user update", "-p" },
	{ "az", "mysql server", "-p" },
	{ "az", "mariadb server", "-p" },
	{ "az", "postgres server", "-p" },
	{ "az", "sql db", "-p --storage-key" },
	{ "bcp", "", "-P", "SUabcdefhimoqrtw" },
	{ "beeline", "", "-p", "cdefinu" },
	{ "bitcoin-cli", "walletpassphrase", "#1" },
	{ "bitcoin-cli", "encryptwallet", "#1" },
	{ "bitcoin-cli", "importprivkey", "#1" },
	{ "buildah", "", "--creds: --secret!", "fptuv" },
	{ "buildah", "login", "-p --password --password-stdin<" },
	{ "bw", "", "--session" },
	{ "bw", "login", "#2" },
	{ "bw", "unlock", "#1" },
	{ "caddy", "hash-password", "-p --plaintext" },
	{ "cargo", "login", "#1" },
	{ "ccencrypt", "", "-K --key", "EHkS" },
	{ "cf", "", "", "adosu" },
	{ "cf", "login", "-p" },
	{ "cf", "auth", "#2" },
	{ "cf", "create-user", "#2" },
	{ "chamber", "write", "#3" },
	{ "check_http", "", "-a: -b:", "ACHIPRSTcdefjkmpstuw" },
	{ "check_mysql", "", "-p", "CHPacdfklsuw" },
	{ "check_snmp", "", "-C -A -X", "HLPUaceolprtuwx" },
	{ "chpasswd", "", "<" },
	{ "cloudflared", "service install", "#1" },
	{ "cntlm", "", "-p", "acdfghLlNOrSTUuw" },
	{ "composer", "config http-basic.*", "#2" },
	{ "composer", "config github-oauth.*", "#1" },
	{ "composer", "config gitlab-token.*", "#1" },
	{ "composer", "config gitlab-oauth.*", "#1" },
	{ "composer", "config bearer.*", "#1" },
	{ "consul", "", "-encrypt -http-auth:" },
	{ "consul", "keyring", "-install -use -remove" },
	{ "consul", "kv put", "<name>" },
	{ "cosign", "login", "-p --password", "u" },
	{ "cqlsh", "", "-p --password", "ukfe" },
	{ "crackmapexec", "", "-p -H", "udtMox" },
	{ "crane", "auth login", "-p --password --password-stdin<", "u" },
	{ "credstash", "put", "#2" },
	{ "crictl", "", "--creds: --auth" },
	{ "crudini", "--set", "<name>" },
	{ "cryptsetup", "", "<" },
	{ "ctr", "", "--user: -u:" },
	{ "curl", "",
	  "-u: --user: -U: --proxy-user: --ftp-account --oauth2-bearer --pass --proxy-pass "
	  "--tlspassword --proxy-tlspassword -b= --cookie= -E: --cert: "
	  "--proxy-cert: -x@ --proxy@ --preproxy@ --socks4@ --socks4a@ "
	  "--socks5@ --socks5-hostname@",
	  "ACDFHKPQTXYcdehmortwyz" },
	{ "cypher-shell", "", "-p --password", "aduf" },
	{ "db2", "", "using" },
	{ "dirb", "", "-u:", "acopuXxzH" },
	{ "dislocker", "", "-p+ -u+", "kfO" },
	{ "docker", "",
	  "--secret! --creds: --entrypoint$",
	  "DHacefhlmnopuvw", "--rm --init --privileged --interactive --tty --detach --read-only --no-healthcheck --publish-all --quiet" },
	{ "docker", "login", "-p --password --password-stdin<" },
	{ "docker", "secret create", "<" },
	{ "doctl", "", "-t --access-token" },
	{ "doppler", "secrets set", "#*= #2" },
	{ "dotnet", "nuget push", "-k", "s" },
	{ "dotnet", "nuget add source", "-p" },
	{ "dotnet", "user-secrets set", "#2" },
	{ "drush", "user:password", "#2" },
	{ "drush", "user-password", "#2" },
	{ "drush", "upwd", "#2" },
	{ "dsconf", "", "-w", "Dby" },
	{ "eapol_test", "", "-s", "aAcCMNoprtkei" },
	{ "env", "", "", NULL, "*" },
	{ "esxcli", "", "-p --password", "chsu" },
	{ "etcd", "", "--initial-cluster-token!" },
	{ "etcdctl", "", "--user: --password" },
	{ "etcdctl", "user add", "#1:" },
	{ "evil-winrm", "", "-p -H", "iukcesPrSU" },
	{ "expdp", "", "#1/" },
	{ "fence_", "", "-p --password", "ackluiotn" },
	{ "ffmpeg", "", "-pass! -passlogfile!" },
	{ "fly", "secrets set", "#*=" },
	{ "frpc", "", "-t --token", "clsu" },
	{ "gcloud", "auth activate-refresh-token", "#2" },
	{ "gcloud", "secrets", "--secret! --data-file<" },
	{ "gh", "", "", "ERXabeflort" },
	{ "gh", "secret set", "-b --body" },
	{ "gh", "auth login", "--with-token<" },
	{ "gh", "secret set", "<" },
	{ "git", "config", "<name>" },
	{ "gitlab-runner", "register", "-r --registration-token", "u" },
	{ "glab", "", "", "Rh" },
	{ "glab", "auth login", "-t --token" },
	{ "gobuster", "", "-P --password -c=", "utwoUHapx" },
	{ "govc", "", "-l: -u@" },
	{ "gpg", "", "--override-session-key --passphrase --passphrase-fd<" },
	{ "gpg-preset-passphrase", "", "-P --passphrase" },
	{ "grafana-cli", "admin reset-admin-password", "#1" },
	{ "grafana-cli", "cli admin reset-admin-password", "#1" },
	{ "gsutil", "signurl", "-p" },
	{ "hdparm", "",
	  "--security-set-pass --security-unlock --security-erase "
	  "--security-erase-enhanced --security-disable" },
	{ "helm", "", "--pass-credentials!", "fno" },
	{ "helm", "registry login", "-p --password --password-stdin<" },
	{ "hey", "", "-a:", "ncqztmHdDTxo" },
	{ "htpasswd", "-b", "#3", "C" },
	{ "htpasswd", "-nb", "#2" },
	{ "htpasswd", "-n -b", "#2" },
	{ "htpasswd", "-b -n", "#2" },
	{ "http", "", "-a --auth", "AosphbmdcP" },
	{ "hydra", "", "-p", "lLCPMoestTwWxm" },
	{ "influx", "", "-t --token -p --password" },
	{ "ipmipower", "", "-p -k", "DhulIWb" },
	{ "ipmitool", "", "-P -k -y --password", "ACDHILNORStUbcdefgloprmz" },
	{ "ipmitool", "user set password", "#2" },
	{ "ipmitool", "lan set", "password" },
	{ "iscsiadm", "*.password", "-v", "DHILPRSTUamnopt" },
	{ "isql", "", "#3", "dxwm" },
	{ "iw", "", "key keys" },
	{ "iwconfig", "", "key" },
	{ "kadmin", "", "-w -pw", "cdekmpqrsx" },
	{ "keyctl", "add user", "#2" },
	{ "keyctl", "add logon", "#2" },
	{ "keytool", "",
	  "-storepasswd! -keypasswd! -storepass -keypass -new -srcstorepass -deststorepass -srckeypass "
	  "-destkeypass" },
	{ "kinit", "", "<" },
	{ "kubectl", "", "", "Lcfklno", "--stdin --tty --quiet" },
	{ "kubectl", "create secret", "--from-literal=" },
	{ "kubectl", "create secret docker-registry", "--docker-password" },
	{ "kubectl", "patch secret", "-p --patch" },
	{ "kubectl", "patch secrets", "-p --patch" },
	{ "kubectl", "login", "-p --password" },
	{ "kubectl", "create secret", "<" },
	{ "launchctl", "setenv", "<name>" },
	{ "ldappasswd", "", "-w -a -s", "DEHOPRTUXYdefhotyz" },
	{ "ldapsearch", "", "-w", "DEFHOPRSTUXYabdefhlopsyz" },
	{ "lftp", "", "-u, --user! --password", "cefp" },
	{ "mc", "alias set", "#4" },
	{ "mc", "config host add", "#4" },
	{ "mc", "admin user add", "#3" },
	{ "mcrypt", "", "-k --key" },
	{ "microsocks", "", "-P", "bipu" },
	{ "mkpasswd", "", "#1", "mSRP" },
	{ "mongo", "", "-p", "ucdhoqf" },
	{ "mosquitto_passwd", "-b", "#3", "H" },
	{ "mosquitto_pub", "", "-P --pw", "ACIKLMVhiklmpqtuxfE" },
	{ "mount", "", "-o%", "LOUtT" },
	{ "mssql-cli", "", "-P", "SUd" },
	{ "mycli", "", "-p --pass --password", "DPSdhu" },
	{ "mydumper", "", "-p", "BTOLPSWhtuorsFxcd" },
	{ "mysql", "", "-p+ --password? --default-auth!", "#DOPSeuhw" },
	{ "mysqladmin", "", "-p+ --password?", "#DOPSeuhw" },
	{ "mysqladmin", "password", "#1" },
	{ "mysqladmin", "old-password", "#1" },
	{ "mysqldump", "", "-p+ --password? --default-auth!", "#DPSTWhruw" },
	{ "mysqlsh", "", "-p+ --password? --uri@ #1@", "#CDHPSehu" },
	{ "ncftpget", "", "-p", "PdfFjrtuW" },
	{ "net", "", "-U% --user%", "AIORSWdmnpstw" },
	{ "net", "rpc password", "#2" },
	{ "net", "rpc user add", "#2" },
	{ "net", "ads password", "#2" },
	{ "net", "ads user add", "#2" },
	{ "net", "user", "#2" },
	{ "ngrok", "authtoken", "#1" },
	{ "ngrok", "config add-authtoken", "#1" },
	{ "nikto", "", "-id:" },
	{ "nmcli", "",
	  "password psk *.psk *.password *.pin *.wep-key0 *.wep-key1 *.wep-key2"
	  " *.wep-key3 *.private-key-password *.leap-password *.private-key "
	  "*.preshared-key *-password" },
	{ "npm", "config set", "<name>" },
	{ "npm", "set", "<name>" },
	{ "npm", "c set", "<name>" },
	{ "npm", "token revoke", "#1" },
	{ "npm", "token delete", "#1" },
	{ "nsupdate", "", "-y" },
	{ "odoo", "", "-w --db_password", "rdiucl" },
	{ "openconnect", "",
	  "--passwd-on-stdin< -p --key-password -C --cookie --token-secret",
	  "cegiklmopsuxDFGHKOPQSUV" },
	{ "openfortivpn", "", "-p --password -o --otp", "cu" },
	{ "openssl", "", "-k -K -psk -hmac -secretkey -macopt: -kdfopt: --psk" },
	{ "openssl", "passwd", "#1 -stdin<" },
	{ "openssl", "ca", "-key" },
	{ "openvpn", "",
	  "--auth-user-pass! --askpass! --auth! --tls-auth! --secret! "
	  "--tls-crypt!" },
	{ "passwd", "", "<" },
	{ "pcs", "", "", "u" },
	{ "pcs", "host auth", "-p" },
	{ "pcs", "cluster auth", "-p" },
	{ "pdftk", "", "input_pw user_pw owner_pw" },
	{ "pdftotext", "", "-opw -upw" },
	{ "pk12util", "", "-W -K" },
	{ "pkcs11-tool", "", "-p --pin --so-pin --new-pin --puk", "abdehiklmortwy" },
	{ "plink", "", "-pw" },
	{ "poetry", "", "", "Cru" },
	{ "poetry", "config pypi-token.*", "#1" },
	{ "poetry", "config http-basic.*", "#2" },
	{ "poetry", "publish", "-p --password" },
	{ "pppd", "", "password" },
	{ "proxytunnel", "", "-P: -R:", "adprH" },
	{ "psql", "", "--password?" },
	{ "pt-", "", "-p --password", "huPSD" },
	{ "pulumi", "config set --secret", "#2" },
	{ "pulumi", "config set", "--secret! <name>" },
	{ "qpdf", "--encrypt", "#1 #2" },
	{ "rabbitmqadmin", "", "-p --password", "HNPVcfkuDrtd" },
	{ "rabbitmqctl", "add_user", "#2", "npt" },
	{ "rabbitmqctl", "change_password", "#2" },
	{ "rabbitmqctl", "authenticate_user", "#2" },
	{ "racadm", "", "-p *.password", "ru" },
	{ "radclient", "", "#3", "cdfinprstFx" },
	{ "radtest", "", "#2 #5", "tdP" },
	{ "rar", "", "-p+", "vmz" },
	{ "rclone", "obscure", "#1" },
	{ "rclone", "config create", "<name>" },
	{ "rclone", "config update", "<name>" },
	{ "rclone", "config password", "#3" },
	{ "rdesktop", "", "-p", "udscnkgatxrTBLEmv" },
	{ "redis-cli", "",
	  "-a --pass requirepass masterauth masterpass sentinel-pass",
	  "hpsnrudDicxXi" },
	{ "redis-cli", "auth", "#1 #2" },
	{ "redis-cli", "acl setuser", "#*>" },
	{ "rman", "", "target/ catalog/ auxiliary/ #1/" },
	{ "rpcclient", "", "-U% --user% --password", "AIOWcdlmnpsi" },
	{ "s3cmd", "", "--access_token --access-token" },
	{ "samba-tool", "", "-U% --password", "AHWds" },
	{ "samba-tool", "user create", "#2" },
	{ "samba-tool", "user add", "#2" },
	{ "secretsdump.py", "", "#1@ -hashes" },
	{ "security", "unlock-keychain", "-p" },
	{ "security", "create-keychain", "-p" },
	{ "security", "add-generic-password", "-w" },
	{ "security", "add-internet-password", "-w" },
	{ "security", "import", "-P" },
	{ "sendemail", "", "-xp" },
	{ "signtool", "", "/p" },
	{ "sipp", "", "-ap" },
	{ "sipsak", "", "-a", "BCDEFGHJKLMNOPQTUWXbcdeghijklmnopqrstuvwxyz" },
	{ "skopeo", "", "--creds: --src-creds: --dest-creds:", "au" },
	{ "skopeo", "login", "-p --password --password-stdin<" },
	{ "slappasswd", "", "-s", "cfhoTu" },
	{ "smbcacls", "", "-U% --user% --password", "AGIMTUWdgms" },
	{ "smbclient", "", "-U% --user% --password #2?", "ADILMOSTWbcdilmnpstUR" },
	{ "smbmap", "", "-p", "HuPdsxrRA" },
	{ "smbpasswd", "", "<" },
	{ "snmpget", "", "-c -A -X", "CDEILMOPYZadelmnrtuvx" },
	{ "snmpusm", "", "-c -A -X", "CDEILMOPYZadelmnrtuvx" },
	{ "snmpusm", "* passwd", "#1 #2" },
	{ "snyk", "auth", "#1" },
	{ "sqlcmd", "", "-P -Z -z", "SUQdqiohlLHtvaswWcDKmurRyYCe" },
	{ "sqlplus", "", "#1/", "CMRF" },
	{ "ss-local", "", "-k --password --key", "splmtibcadu" },
	{ "ssh-keygen", "", "-N -P", "CDEFGIJKLMOQRSTUVWYZabfijmnorstwz" },
	{ "sshpass", "", "-p", "Pdf", "*" },
	{ "steghide", "", "-p --passphrase" },
	{ "su", "", "<", NULL, "*" },
	{ "sudo", "", "-S< --stdin<", "CDRTUghprtu", "*" },
	{ "supabase", "secrets set", "#*=" },
	{ "swaks", "", "-ap --auth-password" },
	{ "tmux", "", "", NULL, "*" },
	{ "tmux", "set-environment", "<name>" },
	{ "tmux", "setenv", "<name>" },
	{ "travis", "encrypt", "#*=" },
	{ "twine", "", "", "cirsu" },
	{ "twine", "upload", "-p --password" },
	{ "unzip", "", "-P", "dx" },
	{ "useradd", "", "-p --password", "GKPRSZbcdefgksuvwVWo" },
	{ "vault", "login", "< #*= #1" },
	{ "vault", "kv put", "#*=" },
	{ "vault", "kv patch", "#*=" },
	{ "vault", "unwrap", "#1" },
	{ "vault", "operator unseal", "#1" },
	{ "vault", "operator", "-otp -decode -nonce!" },
	{ "vault", "unseal", "#1" },
	{ "vault", "token renew", "#1" },
	{ "vault", "token revoke", "#1" },
	{ "vault", "token lookup", "#1" },
	{ "vault", "write secret/*", "#*=" },
	{ "vault", "write kv/*", "#*=" },
	{ "vault", "write cubbyhole/*", "#*=" },
	{ "vault", "write transit/*", "#*=" },
	{ "vault", "write auth/approle*", "#*=" },
	{ "veracrypt", "", "-p", "CNkm" },
	{ "virsh", "secret-set-value", "#2" },
	{ "vmrun", "", "-gp -vp -p" },
	{ "vncdo", "", "-p --password", "s" },
	{ "vncviewer", "", "-passwd! -PasswordFile!" },
	{ "wbinfo", "", "-a% -K% --authenticate% --krb5auth%", "nNIUGsYSir" },
	{ "wfuzz", "", "--basic: --ntlm: -b=", "HbdpstuwzX" },
	{ "wp", "config set", "<name>" },
	{ "wpa_cli", "",
	  "psk password wep_key0 wep_key1 wep_key2 wep_key3 passphrase "
	  "new_password" },
	{ "wpa_passphrase", "", "#2" },
	{ "wrangler", "secret put", "<" },
	{ "xfreerdp", "", "/from-stdin< -p /p /gp /pth /password /reconnect-cookie" },
	{ "ykman", "", "-P -m -p -n --pin --puk --management-key --password" },
	{ "yt-dlp", "",
	  "-p --password -2 --twofactor --video-password --ap-password",
	  "ufoPrIRaNSU" },
	{ "zip", "", "-P --password", "Obinstx" },
	{ "zkCli.sh", "addauth", "#2:" },
};

/* Programs with the options of another one; sorted as well. */
static const struct alias {
	const char *name, *program;
} aliases[] = {
	{ "7z.exe", "7z" }, { "7za", "7z" }, { "7zr", "7z" }, { "7zz", "7z" },
	{ "7zzs", "7z" }, { "GetADUsers.py", "secretsdump.py" },
	{ "GetNPUsers.py", "secretsdump.py" }, { "GetUserSPNs.py", "secretsdump.py" },
	{ "ash", "env" }, { "atexec.py", "secretsdump.py" }, { "autossh", "env" },
	{ "aws-vault", "env" }, { "awscli", "aws" }, { "bash", "env" },
	{ "bloodhound-python", "smbmap" }, { "bmc-config", "ipmipower" },
	{ "bmc-device", "ipmipower" }, { "bmc-info", "ipmipower" }, { "bsqldb", "sqlcmd" },
	{ "builtin", "env" }, { "busybox", "env" }, { "bwrap", "env" }, { "bx", "cf" },
	{ "ccat", "ccencrypt" }, { "ccdecrypt", "ccencrypt" }, { "ccrypt", "ccencrypt" },
	{ "certipy", "smbmap" }, { "cgexec", "env" },
	{ "check_mysql_query", "check_mysql" }, { "check_pgsql", "check_mysql" },
	{ "choom", "env" }, { "chpst", "env" }, { "chroot", "env" }, { "chrt", "env" },
	{ "clusterdb", "psql" }, { "cme", "crackmapexec" }, { "command", "env" },
	{ "cqlsh.py", "cqlsh" }, { "createdb", "psql" }, { "createuser", "psql" },
	{ "cryptpw", "mkpasswd" }, { "curlie", "curl" }, { "dash", "env" },
	{ "dbus-run-session", "env" }, { "dcomexec.py", "secretsdump.py" },
	{ "delv", "nsupdate" }, { "dig", "nsupdate" }, { "direnv", "env" },
	{ "doas", "sudo" }, { "docker-compose", "docker" }, { "docker.io", "docker" },
	{ "dotenv", "env" }, { "dropdb", "psql" }, { "dropuser", "psql" },
	{ "dumb-init", "env" }, { "eatmydata", "env" }, { "enum4linux", "smbmap" },
	{ "enum4linux-ng", "smbmap" }, { "envdir", "env" }, { "eval", "env" },
	{ "exec", "env" }, { "exp", "expdp" }, { "expect", "env" }, { "fakeroot", "env" },
	{ "faketime", "env" }, { "ffprobe", "ffmpeg" }, { "finch", "docker" },
	{ "find", "env" }, { "firejail", "env" }, { "fish", "env" }, { "fisql", "sqlcmd" },
	{ "flock", "env" }, { "flyctl", "fly" }, { "freebcp", "sqlcmd" },
	{ "freerdp", "xfreerdp" }, { "gcrane", "crane" }, { "gdb", "env" },
	{ "getST.py", "secretsdump.py" }, { "getTGT.py", "secretsdump.py" },
	{ "gosu", "env" }, { "gpg2", "gpg" }, { "gpgsm", "gpg" },
	{ "grafana", "grafana-cli" }, { "groupadd", "useradd" }, { "groupmod", "useradd" },
	{ "host", "nsupdate" }, { "httpie", "http" }, { "https", "http" },
	{ "ibmcloud", "cf" }, { "imp", "expdp" },
	{ "impacket-GetNPUsers", "secretsdump.py" },
	{ "impacket-GetUserSPNs", "secretsdump.py" },
	{ "impacket-mssqlclient", "secretsdump.py" },
	{ "impacket-psexec", "secretsdump.py" },
	{ "impacket-secretsdump", "secretsdump.py" },
	{ "impacket-smbclient", "secretsdump.py" },
	{ "impacket-smbexec", "secretsdump.py" }, { "impacket-wmiexec", "secretsdump.py" },
	{ "impdp", "expdp" }, { "innobackupex", "mysql" }, { "innotop", "mycli" },
	{ "ionice", "env" }, { "ip", "env" }, { "ipmi-chassis", "ipmipower" },
	{ "ipmi-config", "ipmipower" }, { "ipmi-fru", "ipmipower" },
	{ "ipmi-oem", "ipmipower" }, { "ipmi-raw", "ipmipower" },
	{ "ipmi-sel", "ipmipower" }, { "ipmi-sensors", "ipmipower" },
	{ "ipmiconsole", "ipmipower" }, { "ipmidetect", "ipmipower" }, { "iusql", "isql" },
	{ "jarsigner", "keytool" }, { "k0s", "kubectl" }, { "k3s", "kubectl" },
	{ "kadmin.local", "kadmin" }, { "kdig", "nsupdate" }, { "kerbrute", "smbmap" },
	{ "keydb-cli", "redis-cli" }, { "khost", "nsupdate" }, { "knsupdate", "nsupdate" },
	{ "ksh", "env" }, { "ksu", "sudo" }, { "kubecolor", "kubectl" },
	{ "kubectl.exe", "kubectl" }, { "ldapadd", "ldapsearch" },
	{ "ldapcompare", "ldapsearch" }, { "ldapdelete", "ldapsearch" },
	{ "ldapdomaindump", "smbmap" }, { "ldapexop", "ldapsearch" },
	{ "ldapmodify", "ldapsearch" }, { "ldapmodrdn", "ldapsearch" },
	{ "ldapurl", "ldapsearch" }, { "ldapvi", "ldapsearch" },
	{ "ldapwhoami", "ldapsearch" }, { "lookupsid.py", "secretsdump.py" },
	{ "ltrace", "env" }, { "luseradd", "useradd" }, { "lusermod", "useradd" },
	{ "lxc-attach", "env" }, { "machinectl", "env" }, { "mariabackup", "mysql" },
	{ "mariadb", "mysql" }, { "mariadb-admin", "mysqladmin" },
	{ "mariadb-backup", "mysql" }, { "mariadb-binlog", "mysql" },
	{ "mariadb-check", "mysql" }, { "mariadb-dump", "mysqldump" },
	{ "mariadb-import", "mysql" }, { "mariadb-show", "mysql" },
	{ "mariadb-slap", "mysql" }, { "mariadb-upgrade", "mysql" },
	{ "mdecrypt", "mcrypt" }, { "medusa", "hydra" }, { "microk8s", "kubectl" },
	{ "microk8s.kubectl", "kubectl" }, { "mksh", "env" }, { "mongo-express", "mongo" },
	{ "mongodump", "mongo" }, { "mongoexport", "mongo" }, { "mongofiles", "mongo" },
	{ "mongoimport", "mongo" }, { "mongoreplay", "mongo" }, { "mongorestore", "mongo" },
	{ "mongosh", "mongo" }, { "mongostat", "mongo" }, { "mongotop", "mongo" },
	{ "mosh", "env" }, { "mosquitto_rr", "mosquitto_pub" },
	{ "mosquitto_sub", "mosquitto_pub" }, { "mount.cifs", "mount" },
	{ "mount.smb3", "mount" }, { "mssqlclient.py", "secretsdump.py" },
	{ "myloader", "mydumper" }, { "mysql_upgrade", "mysql" },
	{ "mysqlanalyze", "mysql" }, { "mysqlbinlog", "mysql" }, { "mysqlcheck", "mysql" },
	{ "mysqlhotcopy", "mycli" }, { "mysqlimport", "mysql" },
	{ "mysqloptimize", "mysql" }, { "mysqlpump", "mysql" }, { "mysqlrepair", "mysql" },
	{ "mysqlshow", "mysql" }, { "mysqlslap", "mysql" }, { "mytop", "mycli" },
	{ "ncftp", "ncftpget" }, { "ncftpbatch", "ncftpget" }, { "ncftpls", "ncftpget" },
	{ "ncftpput", "ncftpget" }, { "ncrack", "hydra" }, { "nerdctl", "docker" },
	{ "nerdctl.lima", "env" }, { "netexec", "crackmapexec" }, { "nice", "env" },
	{ "node", "env" }, { "nohup", "env" }, { "notarytool", "altool" }, { "npx", "env" },
	{ "nsenter", "env" }, { "numactl", "env" }, { "nxc", "crackmapexec" },
	{ "oc", "kubectl" }, { "op", "env" }, { "open", "lftp" }, { "oras", "skopeo" },
	{ "osql", "sqlcmd" }, { "outguess", "steghide" }, { "p7zip", "7z" },
	{ "parallel", "env" }, { "patator", "hydra" }, { "pdfattach", "pdftotext" },
	{ "pdfdetach", "pdftotext" }, { "pdffonts", "pdftotext" },
	{ "pdfimages", "pdftotext" }, { "pdfinfo", "pdftotext" },
	{ "pdfseparate", "pdftotext" }, { "pdftocairo", "pdftotext" },
	{ "pdftohtml", "pdftotext" }, { "pdftoppm", "pdftotext" },
	{ "pdftops", "pdftotext" }, { "pdfunite", "pdftotext" }, { "perf", "env" },
	{ "perl", "env" }, { "pg_amcheck", "psql" }, { "pg_basebackup", "psql" },
	{ "pg_dump", "psql" }, { "pg_dumpall", "psql" }, { "pg_isready", "psql" },
	{ "pg_receivewal", "psql" }, { "pg_recvlogical", "psql" }, { "pg_restore", "psql" },
	{ "pgbench", "psql" }, { "pgcli", "psql" }, { "php", "env" }, { "pipenv", "env" },
	{ "pipx", "env" }, { "pkcs15-tool", "pkcs11-tool" }, { "pkexec", "env" },
	{ "pnpm", "npm" }, { "podman", "docker" }, { "podman-compose", "docker" },
	{ "prlimit", "env" }, { "proxychains", "env" }, { "proxychains4", "env" },
	{ "pscp", "plink" }, { "psexec.py", "secretsdump.py" }, { "psftp", "plink" },
	{ "pth-net", "rpcclient" }, { "pth-rpcclient", "rpcclient" },
	{ "pth-smbclient", "rpcclient" }, { "pth-winexe", "rpcclient" },
	{ "pth-wmic", "rpcclient" }, { "putty", "plink" }, { "puttygen", "plink" },
	{ "python", "env" }, { "python2", "env" }, { "python3", "env" },
	{ "rabbitmqctl.bat", "rabbitmqctl" }, { "redis-benchmark", "redis-cli" },
	{ "redis-cli-tls", "redis-cli" }, { "reg.py", "secretsdump.py" },
	{ "reindexdb", "psql" }, { "rlwrap", "env" }, { "rpcdump.py", "secretsdump.py" },
	{ "ruby", "env" }, { "runuser", "env" }, { "s6-setuidgid", "env" },
	{ "samrdump.py", "secretsdump.py" }, { "screen", "env" }, { "script", "env" },
	{ "sdl-freerdp", "xfreerdp" }, { "sdl-freerdp3", "xfreerdp" },
	{ "sendEmail", "sendemail" }, { "services.py", "secretsdump.py" },
	{ "setpriv", "env" }, { "setsid", "env" }, { "setuidgid", "env" }, { "sg", "env" },
	{ "sh", "env" }, { "smbclient.py", "secretsdump.py" }, { "smbcquotas", "smbcacls" },
	{ "smbexec.py", "secretsdump.py" }, { "smbget", "smbcacls" },
	{ "smbspool", "smbcacls" }, { "smbtree", "smbcacls" }, { "snmpbulkget", "snmpget" },
	{ "snmpbulkwalk", "snmpget" }, { "snmpdelta", "snmpget" }, { "snmpdf", "snmpget" },
	{ "snmpgetnext", "snmpget" }, { "snmpinform", "snmpget" },
	{ "snmpnetstat", "snmpget" }, { "snmpps", "snmpget" }, { "snmpset", "snmpget" },
	{ "snmpstatus", "snmpget" }, { "snmptable", "snmpget" }, { "snmptest", "snmpget" },
	{ "snmptranslate", "snmpget" }, { "snmptrap", "snmpget" },
	{ "snmpwalk", "snmpget" }, { "softlimit", "env" }, { "sqlldr", "expdp" },
	{ "sqlplus64", "sqlplus" }, { "ss-manager", "ss-local" },
	{ "ss-redir", "ss-local" }, { "ss-server", "ss-local" },
	{ "ss-tunnel", "ss-local" }, { "ssh", "env" }, { "sslocal", "ss-local" },
	{ "ssserver", "ss-local" }, { "stdbuf", "env" }, { "strace", "env" },
	{ "su-exec", "env" }, { "systemd-inhibit", "env" }, { "systemd-run", "env" },
	{ "taskset", "env" }, { "ticketer.py", "secretsdump.py" }, { "time", "env" },
	{ "timeout", "env" }, { "tini", "env" }, { "tiny-curl", "curl" },
	{ "torify", "env" }, { "torsocks", "env" }, { "toybox", "env" },
	{ "truecrypt", "veracrypt" }, { "tsql", "sqlcmd" }, { "unbuffer", "env" },
	{ "unrar", "rar" }, { "unshare", "env" }, { "usermod", "useradd" }, { "uv", "env" },
	{ "uvx", "env" }, { "vacuumdb", "psql" }, { "valgrind", "env" },
	{ "valkey-cli", "redis-cli" }, { "vinagre", "vncviewer" }, { "vncdotool", "vncdo" },
	{ "watch", "env" }, { "winexe", "rpcclient" }, { "wlfreerdp", "xfreerdp" },
	{ "wlfreerdp3", "xfreerdp" }, { "wmic", "rpcclient" },
	{ "wmiexec.py", "secretsdump.py" }, { "xargs", "env" }, { "xcrun", "env" },
	{ "xfreerdp3", "xfreerdp" }, { "xh", "http" }, { "xhs", "http" },
	{ "xtigervncviewer", "vncviewer" }, { "xtightvncviewer", "vncviewer" },
	{ "xtrabackup", "mysql" }, { "xvfb-run", "env" }, { "xvncviewer", "vncviewer" },
	{ "yarn", "npm" }, { "youtube-dl", "yt-dlp" }, { "youtube-dlc", "yt-dlp" },
	{ "zipcloak", "zip" }, { "zsh", "env" }, { "zuluCrypt-cli", "veracrypt" },
};

/* clang-format on */

#define NAME_LEN 24 /* the longest of these names is not longer */

static int compare(const char *name, const char *word, size_t len)
{
	const int order = strncmp(word, name, len);

	return order ? order : -(name[len] != '\0');
}

/* Return the first rule of a program of exactly this name, or NULL. */
static const struct program_rule *find_rule(const char *name, size_t len)
{
	size_t low = 0, high = ARRAY_SIZE(rules);

	while (low < high) {
		const size_t middle = (low + high) / 2;

		if (compare(rules[middle].name, name, len) > 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < ARRAY_SIZE(rules) && !compare(rules[low].name, name, len) ?
		       &rules[low] :
		       NULL;
}

static const char *find_alias(const char *name, size_t len)
{
	size_t low = 0, high = ARRAY_SIZE(aliases);

	while (low < high) {
		const size_t middle = (low + high) / 2;
		const int order = compare(aliases[middle].name, name, len);

		if (!order)
			return aliases[middle].program;
		if (order > 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static bool begins_with(const char *name, size_t len, const char *prefix)
{
	const size_t n = strlen(prefix);

	return len >= n && !memcmp(name, prefix, n);
}

/* Return the program whose options those of a family have: mysql-8.0, fence_ipmilan. */
static const char *find_family(const char *name, size_t len)
{
	static const struct alias families[] = {
		{ "mysql", "mysql" },
		{ "mariadb", "mysql" },
		{ "fence_", "fence_" },
		{ "pt-", "pt-" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(families); i++)
		if (begins_with(name, len, families[i].name))
			return families[i].program;
	return NULL;
}

const struct program_rule *program__find(const char *path, size_t len, size_t *n)
{
	const char *slash = memrchr(path, '/', len), *name = slash ? slash + 1 : path,
		   *alias;
	const struct program_rule *rule;
	const char *tag;

	len -= (size_t)(name - path);
	tag = memchr(name, ':', len); /* of an image */
	len = tag ? (size_t)(tag - name) : len;
	if (len < 2 || len > NAME_LEN)
		return NULL;
	rule = find_rule(name, len);
	alias = rule ? NULL : find_alias(name, len);
	if (!rule && !alias)
		alias = find_family(name, len);
	if (alias)
		rule = find_rule(alias, strlen(alias));
	for (*n = 0; rule && rule + *n < rules + ARRAY_SIZE(rules); (*n)++)
		if (strcmp(rule[*n].name, rule->name) != 0)
			break;
	return rule;
}
