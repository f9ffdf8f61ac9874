package dev.jbuild.cache.git;

import dev.jbuild.cache.http.Answer;
import dev.jbuild.cache.http.Origin;
import dev.jbuild.cache.http.RequestBody;
import dev.jbuild.cache.http.Transport;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;

/**
 * The requests of one conversation with a repository, sent by our own client: a redirect of the first moves the whole conversation, by
 * the rules of {@link Origin#redirected}, and the Authorization stays where it belongs. What JGit would send of it counts for nothing.
 * Used by one thread.
 */
final class GitHttp implements HttpConnectionFactory {
    private static final long MAX_NAMES_BYTES = 64L << 20; // 64 MiB
    private static final String ADVERTISEMENT = "/info/refs?service=git-upload-pack";
    private static final String ADVERTISEMENT_TYPE = "application/x-git-upload-pack-advertisement";

    private final Transport transport;
    private final Optional<String> authorization;
    private final Origin first;
    private String askedBase = "";
    private String base = "";

    GitHttp(Transport transport, Remote remote, Optional<String> authorization) {
        this.transport = transport;
        this.authorization = authorization;
        this.first = Origin.of(URI.create(remote.address().toString()));
    }

    @Override
    public HttpConnection create(URL url) {
        return new GitHttpConnection(this, url);
    }

    @Override
    public HttpConnection create(URL url, Proxy proxy) {
        return create(url); // our client knows its proxies
    }

    /** The first answer that is no redirect and no refusal. The caller closes. */
    Answer send(String method, URL url, Map<String, String> headers, byte[] body) throws IOException {
        String text = url.toString();
        if (!askedBase.isEmpty() && text.startsWith(askedBase)) {
            text = base + text.substring(askedBase.length());
        }
        URI uri = URI.create(text);
        Optional<String> shown = Origin.of(uri).equals(first) ? authorization : Optional.empty();
        Answer answer = transport.send(new Transport.Request(
                method, uri, headers, shown, body.length == 0 ? RequestBody.NONE : RequestBody.of(body)));
        if (!answer.isSuccess()) {
            try (answer) {
                throw new RefusedRequestException(
                        answer.status(), answer.address().getHost());
            }
        }
        if (text.endsWith(ADVERTISEMENT)) {
            begin(text, answer);
        }
        return answer;
    }

    private void begin(String asked, Answer answer) throws IOException {
        String at = answer.address().toString();
        if (!at.endsWith(ADVERTISEMENT)
                || !answer.header("Content-Type").orElse("").startsWith(ADVERTISEMENT_TYPE)) {
            answer.close();
            throw new NoRepositoryException(
                    answer.address().getHost() + " has no repository there that speaks the smart protocol");
        }
        askedBase = asked.substring(0, asked.length() - ADVERTISEMENT.length());
        base = at.substring(0, at.length() - ADVERTISEMENT.length());
    }

    /** What is not a pack is kept in memory, and so has a limit; a pack has that of its file. */
    static InputStream bounded(InputStream answer, byte[] question) {
        return isFetch(question) ? answer : ObjectFormat.watched(new Bounded(answer, MAX_NAMES_BYTES));
    }

    private static boolean isFetch(byte[] question) {
        return question.length > 0 && !new String(question, StandardCharsets.ISO_8859_1).contains("command=ls-refs");
    }

    private static final class Bounded extends FilterInputStream {
        private long left;

        Bounded(InputStream in, long maxBytes) {
            super(in);
            this.left = maxBytes;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = in.read(buffer, offset, length);
            left -= Math.max(0, count);
            if (left < 0) {
                throw new NoRepositoryException("the server has more names than a repository may have");
            }
            return count;
        }
    }
}
