package quartet.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Refuses what the library would pass over. */
final class Unsupported {
    private Unsupported() { }

    /** what would be passed over without a word, and change the answer */
    static void refuse(String command, Document query) {
        String let = command.equals("findAndModify") ? "let" : command + ".let";
        if (query.containsKey("let")) throw new MongoServerError(40415, "Unrecognized field 'let': BSON field '" + let + "' is an unknown field");
        List<Object> parts = new ArrayList<>(List.of(query));
        for (String list : List.of("updates", "deletes", "indexes")) if (query.get(list) instanceof Collection<?> c) parts.addAll(c);
        for (Object part : parts) if (part instanceof Document d) {
            if (d.get("collation") instanceof Document c && !c.isEmpty() && !"simple".equals(c.get("locale")))
                throw new MongoServerError(9, "FailedToParse", "collation is not supported by the embedded server");
            for (String field : List.of("let", "sort"))
                if (d != query && d.containsKey(field)) throw new MongoServerError(40415, "BSON field '" + command + "." + field + "' is an unknown field");
        }
    }

    static MongoServerError noPipeline() { return new MongoServerError(9, "FailedToParse", "pipeline-style updates are not supported by the embedded server"); }
}
