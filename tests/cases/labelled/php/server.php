<?php
/*
 * What the servers among the programs share: a listening socket, and a client in a process of its own that asks for
 * one number after the other and waits for each answer. How a server answers stands in its program.
 */

/** Answers each line that the client sends with what `$answer` makes of the number in it. */
function serve(int $requests, callable $connect, callable $answer): void
{
    $listener = stream_socket_server('tcp://127.0.0.1:0');
    $client = <<<'CLIENT'
    for ($i = 0; $i < (int)$argv[2]; $i++) {
        $stream = stream_socket_client('tcp://' . $argv[1]);
        fwrite($stream, $i . "\n");
        fgets($stream) === false && exit(1);
        fclose($stream);
    }
    CLIENT;
    $command = ['env', '-u', 'LD_PRELOAD', PHP_BINARY, '-r', $client, '--', stream_socket_get_name($listener, false), (string)$requests];
    $process = proc_open($command, [], $pipes);
    for ($i = 0; $i < $requests; $i++) {
        $stream = stream_socket_accept($listener);
        $pdo = $connect();
        fwrite($stream, $answer($pdo, (int)fgets($stream)) . "\n");
        fclose($stream);
    }
    if (proc_close($process) !== 0) {
        exit(1);
    }
}
