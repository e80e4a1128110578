import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import type { Engine, Setup } from './engine.ts';
import { need, run } from './tools.ts';

/** 3.9 logs by reload4j, 4 by slf4j's own. */
const isOld = (version: string): boolean => version.startsWith('3.');

const pomOf = (version: string): string => {
  const logger = isOld(version) ? 'slf4j-reload4j' : 'slf4j-simple';
  const depends = (group: string, artifact: string, its: string) =>
    `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${its}</version></dependency>`;
  return `<project><modelVersion>4.0.0</modelVersion><groupId>relais</groupId><artifactId>kafka</artifactId><version>1</version>
<dependencies>${depends('org.apache.kafka', 'kafka_2.13', version)}${depends('org.slf4j', logger, '1.7.36')}</dependencies></project>\n`;
};

const install: Engine['install'] = async (folder, version, tell) => {
  await need('java', ['-version'], 'Kafka needs Java 17 or later (Debian: default-jre-headless)');
  await need('mvn', ['-version'], 'the jars of Kafka are installed by Maven (Debian: maven)');
  tell(`installing Kafka ${version} from Maven Central`);
  await writeFile(join(folder, 'pom.xml'), pomOf(version));
  const lib = join(folder, 'lib');
  const args = ['-q', '-B', '-f', join(folder, 'pom.xml'), 'dependency:copy-dependencies'];
  const where = [`-DoutputDirectory=${lib}`, '-DincludeScope=runtime'];
  await run({ command: 'mvn', args: [...args, ...where], log: `${folder}.log` });
};

const log4j =
  'log4j.rootLogger=WARN, out\nlog4j.appender.out=org.apache.log4j.ConsoleAppender\nlog4j.appender.out.layout=org.apache.log4j.PatternLayout\nlog4j.appender.out.layout.ConversionPattern=%d %p %m%n\n';

const client = (port: number | undefined): string => `127.0.0.1:${port}`;

const quickElections = [
  'replica.lag.time.max.ms=5000',
  'controller.quorum.election.timeout.ms=500',
  'controller.quorum.fetch.timeout.ms=1000',
];

/** Topics of Kafka's own, which have one partition here. */
const internalTopics = (version: string, copies: number, least: number): readonly string[] =>
  ['transaction.state.log', ...(isOld(version) ? [] : ['share.coordinator.state.topic'])].flatMap((topic) => [
    `${topic}.replication.factor=${copies}`,
    `${topic}.min.isr=${least}`,
    `${topic}.num.partitions=1`,
  ]);

/** What one of several brokers is told; one alone replicates nothing. */
const settingsOf = ({ data, ports, version }: Setup, index: number): string => {
  const [port, control] = ports[index] ?? [];
  const copies = ports.length;
  const least = Math.max(1, copies - 1);
  const voters = ports.map(([, its], voter) => `${voter + 1}@${client(its)}`);
  return [
    'process.roles=broker,controller',
    `node.id=${index + 1}`,
    `log.dirs=${join(data, `broker-${index + 1}`)}`,
    `controller.quorum.voters=${voters.join(',')}`,
    `listeners=PLAINTEXT://${client(port)},CONTROLLER://${client(control)}`,
    `advertised.listeners=PLAINTEXT://${client(port)}`,
    'listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    'controller.listener.names=CONTROLLER',
    'inter.broker.listener.name=PLAINTEXT',
    'num.partitions=6',
    'auto.create.topics.enable=false',
    `default.replication.factor=${copies}`,
    `min.insync.replicas=${least}`,
    `offsets.topic.replication.factor=${copies}`,
    'offsets.topic.num.partitions=4',
    ...internalTopics(version, copies, least),
    'group.initial.rebalance.delay.ms=0',
    'broker.session.timeout.ms=3000',
    'broker.heartbeat.interval.ms=500',
    'num.network.threads=2',
    'num.io.threads=4',
    'log.cleaner.dedupe.buffer.size=16777216',
    ...(copies > 1 ? quickElections : []),
    '',
  ].join('\n');
};

const loggingOf = ({ data, version }: Setup): readonly string[] =>
  isOld(version)
    ? [`-Dlog4j.configuration=file:${join(data, 'log4j.properties')}`]
    : [
        '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
        '-Dorg.slf4j.simpleLogger.log.state.change.logger=off',
      ];

const small = [
  '-Xms64m',
  '-Xmx256m',
  '-XX:+UseSerialGC',
  '-XX:MaxMetaspaceSize=128m',
  '-XX:ReservedCodeCacheSize=64m',
  '-XX:MaxDirectMemorySize=128m',
  '-Xss512k',
  '-Djava.awt.headless=true',
];

/** All brokers of one cluster are formatted with one id; those that are formatted already keep theirs. */
const format = async (setup: Setup): Promise<void> => {
  const id = randomBytes(16).toString('base64url');
  const classpath = join(setup.installed, 'lib', '*');
  for (const index of setup.ports.keys()) {
    const settings = join(setup.data, `broker-${index + 1}.properties`);
    await writeFile(settings, settingsOf(setup, index));
    const args = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', ...loggingOf(setup), '-cp', classpath];
    const tool = ['kafka.tools.StorageTool', 'format', '-t', id, '-c', settings, '-g'];
    await run({ command: 'java', args: [...args, ...tool], log: join(setup.data, 'format.log') });
  }
};

const isFormatted = async ({ data, ports }: Setup): Promise<boolean> => {
  const there = new Set(await readdir(data));
  return ports.every(
    (_, index) => there.has(`broker-${index + 1}`) && there.has(`broker-${index + 1}.properties`),
  );
};

const programs: Engine['programs'] = async (setup) => {
  await need('java', ['-version'], 'Kafka needs Java 17 or later (Debian: default-jre-headless)');
  await mkdir(setup.data, { recursive: true });
  await writeFile(join(setup.data, 'log4j.properties'), log4j);
  if (!(await isFormatted(setup))) await format(setup);
  return setup.ports.map((_, index) => ({
    command: 'java',
    args: [
      ...small,
      ...loggingOf(setup),
      '-cp',
      join(setup.installed, 'lib', '*'),
      'kafka.Kafka',
      join(setup.data, `broker-${index + 1}.properties`),
    ],
  }));
};

const answers: Engine['answers'] = async (url, servers) => {
  const kafka = new Kafka({
    clientId: 'engines',
    brokers: url.split(','),
    connectionTimeout: 1_000,
    requestTimeout: 2_000,
    retry: { retries: 0 },
    logLevel: logLevel.NOTHING,
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    const { brokers } = await admin.describeCluster();
    if (brokers.length < servers) throw new Error(`${brokers.length} of ${servers} brokers are there`);
  } finally {
    await admin.disconnect();
  }
};

/** Kafka from its published jars, brokers that are their own controllers (KRaft). */
export const kafka: Engine = {
  name: 'kafka',
  versions: ['4.4.0', '3.9.2'],
  portsEach: 2,
  port: 19_092,
  most: 3,
  install,
  programs,
  url: (ports) => ports.map(client).join(','),
  answers,
};
