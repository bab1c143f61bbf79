package neman.bitcoin.sandbox.chain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import neman.bitcoin.Hash256;
import neman.bitcoin.block.BlockHeader;
import neman.bitcoin.block.CompactSize;
import neman.bitcoin.transaction.ByteReader;
import neman.bitcoin.transaction.ByteWriter;
import neman.bitcoin.transaction.MalformedBytesException;
import neman.bitcoin.transaction.Transaction;

/**
 * A block as it travels. Only its form is known to be sound.
 *
 * @param transactions at least one
 */
public record Block(BlockHeader header, Hash256 hash, List<Transaction> transactions) {
    private static final int LEAST_TRANSACTION_BYTES = 10;

    public Block {
        transactions = List.copyOf(transactions);
    }

    public Block(BlockHeader header, List<Transaction> transactions) {
        this(header, header.hash(), transactions);
    }

    /** @throws MalformedBytesException also where bytes follow */
    public static Block parse(byte[] bytes) {
        ByteReader reader = new ByteReader(bytes);
        BlockHeader header = BlockHeader.parse(reader.readBytes(BlockHeader.BYTES));
        int count = reader.readCount(LEAST_TRANSACTION_BYTES);
        if (count == 0) {
            throw new MalformedBytesException("a block has at least one transaction");
        }
        List<Transaction> transactions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            transactions.add(Transaction.read(reader));
        }
        reader.expectEnd();
        return new Block(header, transactions);
    }

    public byte[] toBytes() {
        ByteWriter writer = new ByteWriter().writeBytes(header.encode()).writeCompactSize(transactions.size());
        transactions.forEach(transaction -> writer.writeBytes(transaction.toBytes()));
        return writer.toByteArray();
    }

    public Transaction coinbase() {
        return transactions.get(0);
    }

    public List<Hash256> txids() {
        return transactions.stream().map(Transaction::txid).toList();
    }

    public int size() {
        return framing() + transactions.stream().mapToInt(Transaction::size).sum();
    }

    public int sizeWithoutWitness() {
        return framing()
                + transactions.stream()
                        .mapToInt(Transaction::sizeWithoutWitness)
                        .sum();
    }

    /** BIP141. */
    public int weight() {
        return 3 * sizeWithoutWitness() + size();
    }

    private int framing() {
        return BlockHeader.BYTES + CompactSize.length(transactions.size());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Block that && Arrays.equals(toBytes(), that.toBytes());
    }

    @Override
    public int hashCode() {
        return hash.hashCode();
    }
}
