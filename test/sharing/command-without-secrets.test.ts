import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commandWithoutSecrets } from "../../src/sharing/command-without-secrets.js";

const of = (...words: readonly string[]) => commandWithoutSecrets(words);

describe("the command of a recording is stored without", () => {
  it.each([
    ["kubectl create secret generic db --from-literal=pw=hunter2", "kubectl create secret generic db --from-literal=pw=(hidden)"],
    ["kubectl create secret generic db --from-literal pw=a=b", "kubectl create secret generic db --from-literal pw=(hidden)"],
    ["kubectl create configmap c --from-literal=user=bob", "kubectl create configmap c --from-literal=user=(hidden)"],
    ["x --docker-password=p --token t --password", "x --docker-password=(hidden) --token (hidden) --password"],
    ["x --password -hunter2 --auth --all", "x --password (hidden) --auth --all"],
    ["openssl pkcs12 -passin pass:hunter2", "openssl pkcs12 -passin (hidden)"],
    ["env PGPASSWORD=hunter2 psql -p 5432", "env PGPASSWORD=(hidden) psql -p 5432"],
    ["kubectl set env deploy/web API_KEY=hunter2", "kubectl set env deploy/web API_KEY=(hidden)"],
    ["kubectl run db --env=DB_PASS=hunter2 --env MYSQL_PWD=hunter2", "kubectl run db --env=DB_PASS=(hidden) --env MYSQL_PWD=(hidden)"],
    ["docker build --build-arg NPM_TOKEN=hunter2 .", "docker build --build-arg NPM_TOKEN=(hidden) ."],
    ["java -Dspring.datasource.password=hunter2", "java -Dspring.datasource.password=(hidden)"],
    ["npm config set //npm.example.com/:_authToken=hunter2", "npm config set //npm.example.com/:_authToken=(hidden)"],
    ["aws configure set aws_secret_access_key hunter2", "aws configure set aws_secret_access_key (hidden)"],
    [
      "helm upgrade web . --set image.tag=1,db.password=hunter2,replicas=2",
      "helm upgrade web . --set image.tag=1,db.password=(hidden),replicas=2",
    ],
    ["helm upgrade web . --set=db.password=hunt\\,er2", "helm upgrade web . --set=db.password=(hidden)"],
    ["helm upgrade web . --set-string auth.tokens={hunter2,x=hunter3},a=b", "helm upgrade web . --set-string auth.tokens=(hidden),a=b"],
    ["helm upgrade web . --set db.password=hunt,er2", "helm upgrade web . --set db.password=(hidden)"],
    [
      'helm upgrade web . --set-json db={"password":"hunter2","port":1}',
      'helm upgrade web . --set-json db={"password":"(hidden)","port":1}',
    ],
    [
      "helm upgrade web . --set env[0].name=DB_PASS,env[0].value=hunter2",
      "helm upgrade web . --set env[0].name=DB_PASS,env[0].value=(hidden)",
    ],
    [
      "helm upgrade web . --set env[0].value=hunter2,env[0].name=DB_PASS",
      "helm upgrade web . --set env[0].value=(hidden),env[0].name=DB_PASS",
    ],
    ["helm upgrade web . --set env[0].name=MODE,env[0].value=prod", "helm upgrade web . --set env[0].name=MODE,env[0].value=prod"],
    ["curl -H X-Api-Key:hunter2 -HX-Auth:hunter2 -HAccept:a/b x", "curl -H X-Api-Key: (hidden) -HX-Auth: (hidden) -HAccept:a/b x"],
    ["git clone https://bob:hunter2@example.com/x.git", "git clone https://(hidden)@example.com/x.git"],
    ["psql postgres://bob:hun@ter/2@db:5432/shop", "psql postgres://(hidden)@db:5432/shop"],
    ["server --dsn=app:hun@ter:2@tcp(db:3306)/shop", "server --dsn=app:(hidden)@tcp(db:3306)/shop"],
    ["server --dsn app:hunter2@unix(/run/db.sock)/shop", "server --dsn app:(hidden)@unix(/run/db.sock)/shop"],
    ["server --set config.value=app:hunter2@(db)/shop,a=b", "server --set config.value=app:(hidden)@(db)/shop,a=b"],
    ["server jdbc:oracle:thin:bob/hunter2@//db:1521/shop", "server jdbc:oracle:thin:bob/(hidden)@//db:1521/shop"],
    ["server --set config.value=bob:$apr1$Zk1hunter2", "server --set config.value=bob:(hidden)"],
    ["server bob:$2y$10$hunter2hunter2", "server bob:(hidden)"],
    ["curl https://example.com/?a=1&access_token=hunter2&b=2", "curl https://example.com/?a=1&access_token=(hidden)&b=2"],
    ["curl -u bob:hunter2 https://example.com", "curl -u bob:(hidden) https://example.com"],
    ["curl -sSu bob:hunter2 x", "curl -sSu bob:(hidden) x"],
    ["curl -ubob:hunter2 --proxy-user=bob:hunter2 x", "curl -ubob:(hidden) --proxy-user=bob:(hidden) x"],
    ["curl -d user=bob&password=hunter2 x", "curl -d user=bob&password=(hidden) x"],
    ["mysql -uroot -phunter2 shop", "mysql -uroot -p(hidden) shop"],
    ["kubectl exec db-0 -- /usr/bin/mysqldump -phunter2 shop", "kubectl exec db-0 -- /usr/bin/mysqldump -p(hidden) shop"],
    ["sudo sshpass -p hunter2 ssh -p 2222 host", "sudo sshpass -p (hidden) ssh -p 2222 host"],
    ["sshpass -phunter2 ssh host", "sshpass -p(hidden) ssh host"],
    ["docker login -u bob -p hunter2 example.com", "docker login -u bob -p (hidden) example.com"],
    ["redis-cli -a hunter2 ping", "redis-cli -a (hidden) ping"],
    ["vault login hvs.CAESIJhunter2hunter2", "vault login (hidden)"],
    ["gh auth eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.hunter2", "gh auth (hidden)"],
  ])("secrets: %s", (typed, recorded) => {
    expect(of(...typed.split(" ")).join(" ")).toBe(recorded);
  });

  it.each([
    [["curl", "-H", "Authorization: Bearer hunter2"], "Authorization: (hidden)"],
    [["curl", "--header=X-Api-Key: hunter2"], "--header=X-Api-Key: (hidden)"],
    [["kubectl", "patch", "secret", "db", "-p", '{"data":{"color":"hunter2"}}'], '{"data":{"color":"(hidden)"}}'],
    [["kubectl", "patch", "cm", "x", '-p={"stringData":{"a":["hunter2",1]}}'], '-p={"stringData":{"a":["(hidden)","(hidden)"]}}'],
    [
      ["kubectl", "patch", "secret/db", "-p", '[{"op":"add","path":"/data/color","value":"hunter2"}]'],
      '[{"op":"add","path":"/data/color","value":"(hidden)"}]',
    ],
    [
      ["kubectl", "patch", "deploy", "web", "-p", '{"env":[{"name":"DB_PASSWORD","value":"hunter2"}]}'],
      '{"env":[{"name":"DB_PASSWORD","value":"(hidden)"}]}',
    ],
    [
      ["kubectl", "patch", "cm", "x", "-p", '{"a":{"kind":"Secret","data":{"b":"hunter2"}}}'],
      '{"a":{"kind":"Secret","data":{"b":"(hidden)"}}}',
    ],
    [
      ["kubectl", "patch", "x", "-p", "stringData:\n  color: hunter2\n  more: |\n    hunter2\ntype: Opaque"],
      "stringData:\n  color: (hidden)\n  more: (hidden)\n     (hidden)\ntype: Opaque",
    ],
    [["kubectl", "patch", "x", "-p", "{spec: {password: hunter2}}"], "{spec: {password: (hidden)"],
    [["kubectl", "patch", "x", "-p", `{"a":'$A',"password":"hunter2"`], `{"a":'$A',"password": (hidden)`],
    [
      ["sh", "-c", "mysql -phunter2 shop && PGPASSWORD='hun ter2' psql -p 5432"],
      "mysql -p(hidden) shop && PGPASSWORD=(hidden) psql -p 5432",
    ],
    [["bash", "-ec", 'kubectl exec db -- sh -c "redis-cli -a hunter2 get x"'], "kubectl exec db -- sh -c redis-cli -a (hidden) get x"],
    [
      ["sh", "-c", "echo hunter2 | docker login --password-stdin -u bob example.com"],
      "echo (hidden) | docker login --password-stdin -u bob example.com",
    ],
    [["sh", "-c", "passwd bob <<< hunter2; true"], "passwd bob <<< (hidden); true"],
    [
      ["sh", "-c", "kubectl apply -f - <<EOF\nkind: Secret\ndata:\n  color: aHVudGVyMg==\nEOF"],
      "kubectl apply -f - <<EOF\nkind: Secret\ndata:\n  color: (hidden)\nEOF",
    ],
    [["psql", "host=db password=hunter2 dbname=shop"], "host=db password=(hidden) dbname=shop"],
    [["psql", "--dsn=Server=db;Password=hunter2;Port=1"], "--dsn=Server=db;Password=(hidden)"],
    [["sh", "-c", "echo 'app:hunter2@tcp(db)/x?a=b' > /tmp/c"], "echo app:(hidden)@tcp(db)/x?a=b > /tmp/c"],
    [["sh", "-c", `x '{"dsn":"app:hunter2@tcp(db)/x"'`], `x {"dsn":"app:(hidden)@tcp(db)/x"`],
    [["sh", "-c", `echo H4sI${"A".repeat(60)}== | base64 -d | gunzip`], "echo (hidden) | base64 -d | gunzip"],
    [["x", "-----BEGIN RSA PRIVATE KEY-----\nhunter2"], "(hidden)"],
  ])("secrets within a word: %j", (words, last) => {
    const recorded = of(...words);
    expect(recorded.at(-1)).toBe(last);
    expect(recorded.slice(0, -1)).toEqual(words.slice(0, -1));
  });
});

describe("the command of a recording keeps", () => {
  it.each([
    [["kubectl", "create", "secret", "generic", "db", "-n", "shop"]],
    [["kubectl", "get", "secret", "token", "-o", "yaml"]],
    [["kubectl", "apply", "-f", "web.yaml"]],
    [["kubectl", "patch", "deploy", "mongo", "-p", '{"spec":{"replicas":2}}']],
    [["kubectl", "patch", "deploy", "web", "-p", '{ "spec": {"volumes":[{"name":"x","secret":{"secretName":"db"}}]} }']],
    [["kubectl", "port-forward", "svc/mysql", "-p", "3306"]],
    [["docker", "run", "--name", "mysql", "-p", "3306:3306", "-u", "1000:1000", "mysql:8"]],
    [["ssh", "-p", "2222", "host", "uptime"]],
    [["curl", "--key-file", "tls.key", "-H", "Accept: application/json", "https://example.com/a?b=c"]],
    [["helm", "upgrade", "web", ".", "--set", "image.tag=1.2,imagePullSecrets[0].name=regcred", "--set-file", "a=b"]],
    [["kubectl", "create", "secret", "generic", "db", "--from-file=tls.key=./tls.key"]],
    [["sh", "-c", "kubectl apply -f a.yaml && sleep 5; echo 'a  b' > /tmp/x"]],
    [["git", "commit", "--author", "Bob <bob@example.com>", "-m", "Fix: a 'thing'"]],
    [["deploy", "bob@example.com", "--notify", "a:b", "git@example.com:team/app(1)/x", "$1$2", "f(x)/2"]],
    [[]],
    [[""]],
  ])("what is no secret, byte for byte: %j", (words) => {
    expect(of(...words)).toEqual(words);
  });

  it("as many words as were typed", () => {
    const word = fc.oneof(
      fc.string(),
      fc.stringMatching(/^[-=:{}"' a-z;|&<,@/\\[\]\n]{0,30}$/),
      fc.constantFrom("--token", "mysql", "-p", "sh", "-c"),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        expect(of(...words)).toHaveLength(words.length);
      }),
    );
  });
});
